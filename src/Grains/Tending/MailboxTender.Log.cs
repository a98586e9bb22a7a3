using Microsoft.Extensions.Logging;

namespace Sdtp.Grains.Tending;

/// <content>What fails is tried again at the next interval, so it is a warning.</content>
internal sealed partial class MailboxTender
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Tended {Count} mailboxes with messages past the retention.")]
    private partial void LogTended(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not find the mailboxes with messages past the retention; trying later.")]
    private partial void LogTendingFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not tend the mailbox of {UserId}; trying again later.")]
    private partial void LogMailboxNotTended(string userId, Exception exception);
}
