using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.AzureStorage.Accounts;
using Sdtp.Storage.AzureStorage.Tables;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Storage.AzureStorage.Mailboxes;

/// <summary>
/// The mailbox log on Azure Tables. A mailbox is a partition; every write is one transaction of its head, under the head's ETag, and at
/// most 99 rows. Opening changes the head, so whatever was opened before has a stale ETag and cannot write again.
/// </summary>
internal sealed class AzureTableMailboxLog : IMailboxLog, IDisposable
{
    private const int OpenAttemptsMax = 32;

    private readonly StorageAccounts _accounts;
    private readonly MailboxReader _reader;
    private readonly OverdueIndex _overdue;
    private readonly MailboxWriters _writers;
    private readonly WriteBacklog _backlog;
    private readonly SemaphoreSlim _reads;

    public AzureTableMailboxLog(StorageAccounts accounts, IOptions<AzureStorageOptions> options, TimeProvider clock, ILoggerFactory loggers)
    {
        _accounts = accounts;
        _reader = new MailboxReader(accounts);
        _overdue = new OverdueIndex(accounts, _reader, options, clock);
        _backlog = new WriteBacklog(options.Value);
        var committer = new MailboxCommitter(accounts, _overdue, options, clock, loggers.CreateLogger<MailboxCommitter>());
        _writers = new MailboxWriters(committer, _backlog);
        _reads = new SemaphoreSlim(options.Value.ReadsMax);
    }

    public bool IsBusy => _backlog.IsBusy;

    public void Dispose()
    {
        _backlog.Dispose();
        _reads.Dispose();
    }

    public ValueTask<OpenedMailbox> OpenAsync(UserId mailbox, DateTimeOffset recentSince, CancellationToken cancellationToken)
    {
        if (!cancellationToken.IsCancellationRequested)
        {
            _writers.Retire(mailbox);
        }

        return AskAsync(async () =>
        {
            var (head, checkpoint) = await TakeOverAsync(mailbox, cancellationToken).ConfigureAwait(false);
            var lease = new MailboxLease(mailbox, head.Head.Epoch);
            _writers.Add(lease, head);
            var recent = await _reader.ReadRecentAsync(mailbox, head.Head, recentSince, OpenedMailbox.RecentRowsMax, cancellationToken)
                .ConfigureAwait(false);
            return new OpenedMailbox(lease, head.Head.First, head.Head.Next, head.Head.SweptThrough, recent, checkpoint);
        }, cancellationToken);
    }

    public ValueTask<LogOutcome> AppendAsync(MailboxLease lease, IReadOnlyList<MailboxRow> rows) =>
        new(_writers.Of(lease).WriteAsync(new AppendWrite(rows)));

    public ValueTask<LogOutcome> TrimAsync(MailboxLease lease, ulong through, MailboxCheckpoint? checkpoint) =>
        new(_writers.Of(lease).WriteAsync(new TrimWrite(through, checkpoint)));

    public ValueTask<SweepResult> SweepAsync(MailboxLease lease, ulong through, int rowsMax) =>
        new(_writers.Of(lease).WriteAsync(new SweepWrite(through, rowsMax)));

    public ValueTask<IReadOnlyList<MailboxRow>> ReadAsync(
        UserId mailbox, ulong from, int rowsMax, int bytesMax, int rowOverheadBytes, CancellationToken cancellationToken) =>
        AskAsync(() => _reader.ReadAsync(mailbox, from, rowsMax, bytesMax, rowOverheadBytes, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<MailboxRowHeader>> ReadHeadersAsync(
        UserId mailbox, ulong from, int rowsMax, CancellationToken cancellationToken) =>
        AskAsync(() => _reader.ReadHeadersAsync(mailbox, from, rowsMax, cancellationToken), cancellationToken);

    public ValueTask<MailboxRow?> FindAsync(UserId mailbox, ulong sequence, CancellationToken cancellationToken) =>
        AskAsync(() => _reader.FindAsync(mailbox, sequence, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<UserId>> FindOverdueAsync(
        DateTimeOffset storedBefore, int mailboxesMax, CancellationToken cancellationToken) =>
        AskAsync(() => _overdue.FindAsync(storedBefore, mailboxesMax, cancellationToken), cancellationToken);

    /// <summary>Raises the epoch of the head, or makes the head. Raising it twice for a lost answer does no harm.</summary>
    private async ValueTask<(StoredHead Head, MailboxCheckpoint? Checkpoint)> TakeOverAsync(
        UserId mailbox, CancellationToken cancellationToken)
    {
        var table = _accounts.Of(mailbox).Rows;
        for (var attempt = 1; ; attempt++)
        {
            var found = await table.GetEntityIfExistsAsync<TableEntity>(
                MailboxKeys.Partition(mailbox), MailboxKeys.Head, cancellationToken: cancellationToken).ConfigureAwait(false);
            try
            {
                if (!found.HasValue)
                {
                    var made = await table.AddEntityAsync(
                        MailboxHead.Empty.ToEntity(mailbox, null), cancellationToken).ConfigureAwait(false);
                    return (new StoredHead(MailboxHead.Empty, ETagOf(made)), null);
                }

                var before = MailboxHead.From(found.Value!);
                var head = before.Head with { Epoch = before.Head.Epoch + 1 };
                var raised = await table.UpdateEntityAsync(
                    head.ToEntity(mailbox, null), before.ETag, TableUpdateMode.Merge, cancellationToken)
                    .ConfigureAwait(false);
                return (new StoredHead(head, ETagOf(raised)), MailboxHead.CheckpointOf(found.Value!));
            }
            catch (RequestFailedException changed) when (TableFailures.IsConflict(changed) && attempt < OpenAttemptsMax)
            {
                // Its owner wrote, or somebody else opened it, between the two requests. A busy owner would win that race for ever; the
                // claim makes its next write the last.
                await ClaimAsync(table, mailbox, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Changes the head's version and nothing that it says, so that its present owner finds itself fenced.</summary>
    private static async ValueTask ClaimAsync(TableClient table, UserId mailbox, CancellationToken cancellationToken)
    {
        var claim = new TableEntity(MailboxKeys.Partition(mailbox), MailboxKeys.Head) { [MailboxHead.ClaimName] = Random.Shared.Next() };
        await table.UpdateEntityAsync(claim, ETag.All, TableUpdateMode.Merge, cancellationToken).ConfigureAwait(false);
    }

    private static ETag ETagOf(Response response) =>
        response.Headers.ETag ?? throw new MailboxLogException("The storage account named no ETag for a head.", null);

    private async ValueTask<T> AskAsync<T>(Func<ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _reads.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception failure) when (TableFailures.IsOfStorage(failure, cancellationToken))
        {
            throw new MailboxLogException("The storage account did not answer as it should.", failure);
        }
        finally
        {
            _reads.Release();
        }
    }
}
