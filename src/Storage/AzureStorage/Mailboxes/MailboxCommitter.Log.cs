using Microsoft.Extensions.Logging;

namespace Sdtp.Storage.AzureStorage.Mailboxes;

/// <content>What it logs.</content>
internal sealed partial class MailboxCommitter
{
    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Try {Attempt} of a transaction of mailbox {Mailbox} had no clear outcome: {Reason}")]
    private partial void LogCommitInDoubt(int attempt, string mailbox, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A mailbox was opened elsewhere; epoch {Epoch} of it writes no more")]
    private partial void LogLeaseLost(ulong epoch);
}
