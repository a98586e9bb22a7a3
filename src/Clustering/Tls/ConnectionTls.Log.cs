using System.Net;
using Microsoft.Extensions.Logging;

namespace Sdtp.Clustering.Tls;

/// <content>What it logs.</content>
internal sealed partial class ConnectionTls
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused {Peer} ({Place}): {Reason} (certificate: {Subject})")]
    private partial void LogRefusePeer(EndPoint? peer, string place, string reason, string subject);
}
