// Orleans.Runtime has an ErrorCode of its own.
global using ErrorCode = Sdtp.Protocol.ErrorCode;
