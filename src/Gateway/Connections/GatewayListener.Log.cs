using Microsoft.Extensions.Logging;

namespace Sdtp.Gateway.Connections;

internal sealed partial class GatewayListener
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "A connection could not be accepted.")]
    private partial void LogAcceptFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Serving a connection failed in a way that was not foreseen.")]
    private partial void LogConnectionFailed(Exception exception);
}
