using Microsoft.Extensions.Logging;

namespace Sdtp.Gateway.Sessions;

internal sealed partial class UserSession
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "A {Request} request failed; the client is told to try again.")]
    private partial void LogRequestFailed(Exception exception, Protocol.Wire.FrameType request);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Renewing a receive lease failed; it is tried again.")]
    private partial void LogRenewFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Giving up a receive lease failed.")]
    private partial void LogReleaseFailed(Exception exception);
}
