using Microsoft.Extensions.Logging.Abstractions;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.AzureStorage;
using Sdtp.Storage.AzureStorage.Accounts;
using Sdtp.Storage.AzureStorage.Mailboxes;
using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Tests.Contract;
using Sdtp.TestKit.Processes;

namespace Sdtp.Storage.Tests.AzureStorage;

/// <summary>A log on the emulator, in tables of its own.</summary>
public sealed class AzureLogUnderTest : FailingLogUnderTest
{
    private AzureTableMailboxLog _log;

    public AzureLogUnderTest(Azurite azurite, Action<AzureStorageOptions>? configure = null, TimeProvider? clock = null)
    {
        Clock = clock ?? TimeProvider.System;
        Options.Accounts.Add(new AzureStorageAccount { ConnectionString = azurite.ConnectionString });
        Options.TableNamePrefix = $"T{Guid.NewGuid():N}";
        Options.CommitRetryDelay = TimeSpan.Zero;
        Options.ConfigureClients = Faults.AddTo;
        configure?.Invoke(Options);
        Accounts = new StorageAccounts(Options);

        // A constructor cannot wait otherwise, and this one runs on no special thread.
        Task.Run(() => Accounts.CreateTablesAsync(CancellationToken.None)).GetAwaiter().GetResult();
        _log = NewLog();
        Log = new NamedFaults(this);
    }

    public override IMailboxLog Log { get; }

    internal AzureStorageOptions Options { get; } = new();

    internal CommitFaults Faults { get; } = new();

    internal StorageAccounts Accounts { get; }

    internal TimeProvider Clock { get; }

    /// <summary>Another process on the same tables.</summary>
    internal AzureTableMailboxLog NewLog() =>
        new(Accounts, Microsoft.Extensions.Options.Options.Create(Options), Clock, NullLoggerFactory.Instance);

    public override void Restart()
    {
        _log.Dispose();
        _log = NewLog();
    }

    public override IDisposable HoldCommits() => Faults.Hold();

    public override void FailNextCommit() => Faults.RefuseNext();

    protected override void Dispose(bool disposing)
    {
        _log.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>
    /// Commits of two mailboxes are sent side by side: the one to fail is that of the first mailbox written to after the test said so.
    /// </summary>
    private sealed class NamedFaults(AzureLogUnderTest under) : IMailboxLog
    {
        public bool IsBusy => under._log.IsBusy;

        public ValueTask<OpenedMailbox> OpenAsync(UserId mailbox, DateTimeOffset recentSince, CancellationToken cancellationToken) =>
            Named(mailbox).OpenAsync(mailbox, recentSince, cancellationToken);

        public ValueTask<LogOutcome> AppendAsync(MailboxLease lease, IReadOnlyList<MailboxRow> rows) =>
            Named(lease.Mailbox).AppendAsync(lease, rows);

        public ValueTask<LogOutcome> TrimAsync(MailboxLease lease, ulong through, MailboxCheckpoint? checkpoint) =>
            Named(lease.Mailbox).TrimAsync(lease, through, checkpoint);

        public ValueTask<SweepResult> SweepAsync(MailboxLease lease, ulong through, int rowsMax) =>
            Named(lease.Mailbox).SweepAsync(lease, through, rowsMax);

        public ValueTask<IReadOnlyList<MailboxRow>> ReadAsync(
            UserId mailbox, ulong from, int rowsMax, int bytesMax, int rowOverheadBytes, CancellationToken cancellationToken) =>
            under._log.ReadAsync(mailbox, from, rowsMax, bytesMax, rowOverheadBytes, cancellationToken);

        public ValueTask<IReadOnlyList<MailboxRowHeader>> ReadHeadersAsync(
            UserId mailbox, ulong from, int rowsMax, CancellationToken cancellationToken) =>
            under._log.ReadHeadersAsync(mailbox, from, rowsMax, cancellationToken);

        public ValueTask<MailboxRow?> FindAsync(UserId mailbox, ulong sequence, CancellationToken cancellationToken) =>
            under._log.FindAsync(mailbox, sequence, cancellationToken);

        public ValueTask<IReadOnlyList<UserId>> FindOverdueAsync(
            DateTimeOffset storedBefore, int mailboxesMax, CancellationToken cancellationToken) =>
            under._log.FindOverdueAsync(storedBefore, mailboxesMax, cancellationToken);

        private AzureTableMailboxLog Named(UserId mailbox)
        {
            under.Faults.NamePartition(mailbox.ToString());
            return under._log;
        }
    }
}
