using Microsoft.Extensions.Logging;

namespace Sdtp.Gateway.Sessions;

/// <summary>What a client does, or its network, is Debug; what we did not foresee is Error.</summary>
internal sealed partial class Session
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "A connection was lost.")]
    private partial void LogConnectionLost(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A connection is closed: {Code}.")]
    private partial void LogConnectionEnded(ErrorCode code);

    [LoggerMessage(Level = LogLevel.Error, Message = "A session failed in a way that was not foreseen; its connection is closed.")]
    private partial void LogSessionFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A registration or login failed; the client is told to try again.")]
    private partial void LogLoginFailed(Exception exception);
}
