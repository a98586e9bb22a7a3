using Sdtp.Gateway.Observability;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Silo.Observability;

/// <summary>Whether the mailbox log answers a question that costs it little.</summary>
internal sealed class StorageReadiness(IMailboxLog log) : IReadinessCheck
{
    public string Subject => "storage";

    public async Task<string?> FindFaultAsync(CancellationToken cancellationToken)
    {
        await log.FindOverdueAsync(DateTimeOffset.UnixEpoch, mailboxesMax: 1, cancellationToken).ConfigureAwait(false);
        return log.IsBusy ? "has more waiting to be written than it takes: senders are told to try again" : null;
    }
}
