using Microsoft.Extensions.Logging;

namespace Sdtp.Gateway.Hosting;

internal sealed partial class GatewayServer
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Listening on plain TCP: everybody on the path sees who talks to whom.")]
    private partial void LogPlaintext();
}
