using Microsoft.Extensions.Logging;

namespace Sdtp.Clustering.Tls;

/// <content>What it logs.</content>
internal sealed partial class ClusterCertificateWatch
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The cluster certificate of this process ends on {NotAfter:u}, in {Days} days: make new ones with sdtp-admin, "
            + "and restart one process after the other. After that day no process starts")]
    private partial void LogEndsSoon(DateTimeOffset notAfter, int days);
}
