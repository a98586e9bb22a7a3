using Microsoft.Extensions.Logging;

namespace Sdtp.Clustering.AzureStorage;

/// <content>What it logs.</content>
internal sealed partial class AzureMembershipTable
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A row of the membership table was left out")]
    private partial void LogMalformedRow(Exception malformed);
}
