using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;
using Xunit;

namespace Sdtp.Storage.Tests.Contract;

/// <summary>
/// What every provider of <see cref="IMailboxLog"/> promises; one class per part, run for each provider by a class that names it.
/// </summary>
public abstract class MailboxLogContract : IDisposable
{
    private readonly LogUnderTest _under;

    protected MailboxLogContract(LogUnderTest under) => _under = under;

    protected IMailboxLog Log => _under.Log;

    protected UserId Alice { get; } = LogUnderTest.NewUser();

    protected UserId Bob { get; } = LogUnderTest.NewUser();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _under.Dispose();
        GC.SuppressFinalize(this);
    }

    protected void Restart() => _under.Restart();

    protected async Task<OpenedMailbox> Open(UserId mailbox) => await Log.OpenAsync(mailbox, DateTimeOffset.MaxValue, Token);

    protected async Task<MailboxLease> OpenWith(UserId mailbox, int rows, int envelopeBytes = 100)
    {
        var opened = await Open(mailbox);
        Assert.Equal(LogOutcome.Committed, await Log.AppendAsync(opened.Lease, LogUnderTest.Rows(opened.Next, rows, envelopeBytes)));
        return opened.Lease;
    }

    protected async Task<ulong[]> Visible(UserId mailbox, ulong from = 1) =>
        [.. (await Log.ReadAsync(mailbox, from, 10_000, int.MaxValue, 0, Token)).Select(row => row.Header.Sequence)];

    protected static ulong[] Sequences(int first, int last) => [.. Enumerable.Range(first, last - first + 1).Select(i => (ulong)i)];
}
