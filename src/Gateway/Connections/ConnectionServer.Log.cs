using Microsoft.Extensions.Logging;

namespace Sdtp.Gateway.Connections;

internal sealed partial class ConnectionServer
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "A TLS handshake failed.")]
    private partial void LogHandshakeFailed(Exception exception);
}
