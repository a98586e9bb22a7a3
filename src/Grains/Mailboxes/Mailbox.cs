using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Grains.Mailboxes;

/// <summary>
/// The one writer of one mailbox, from open to its first failed write. It lives on its activation's turns: state changes before the first
/// await of a call, so calls interleave without ending order, and no member may be used from elsewhere.
/// <para>
/// Three marks rise through the sequence: counted from &lt;= first &lt;= commit mark &lt;= next. Rows below <c>first</c> are trimmed;
/// rows from the commit mark on are on their way to the log and visible to nobody; rows between <c>counted from</c> and <c>first</c>
/// still weigh on quotas until their headers have been read.
/// </para>
/// </summary>
internal sealed partial class Mailbox
{
    private readonly UserId _owner;
    private readonly IMailboxLog _log;
    private readonly MailboxOptions _options;
    private readonly TimeProvider _clock;
    private readonly IMailboxHost _host;
    private readonly Quota _quota;
    private readonly MailboxLease _lease;
    private readonly CommitMark _commits;
    private readonly RetryWindow _retries;
    private readonly SenderShares _shares;
    private ulong _first;
    private ulong _next;
    private ulong _bytesThrough;
    private DateTimeOffset _lastStoredAt;
    private long _pendingBytes;
    private bool _failed;

    internal Mailbox(UserId owner, IMailboxLog log, MailboxOptions options, TimeProvider clock, IMailboxHost host, MailboxOpening opening)
    {
        _owner = owner;
        _log = log;
        _options = options;
        _clock = clock;
        _host = host;
        _quota = new Quota(options);
        _lease = opening.Opened.Lease;
        _first = opening.Opened.First;
        _next = opening.Opened.Next;
        _sweptThrough = opening.Opened.SweptThrough;
        _commits = new CommitMark(_next);
        _retries = opening.Retries;
        _shares = opening.Shares;
        _countedFrom = opening.CountedFrom;
        _bytesThrough = opening.BytesThrough;
        _lastStoredAt = opening.LastStoredAt;
        _checkpointFrom = opening.CheckpointFrom;
        _checkpointNext = opening.CheckpointNext;
        CountOutWhenEmpty();
    }

    /// <summary>Lowest sequence not trimmed.</summary>
    public ulong First => _first;

    /// <summary>The sequence after the last committed one.</summary>
    public ulong Next => _commits.Next;

    /// <summary>True once a write has failed or was fenced off: every call is then answered TRY_AGAIN.</summary>
    public bool HasFailed => _failed;

    private void Fail(Exception? reason)
    {
        if (_failed)
        {
            return;
        }

        _failed = true;
        _commits.Fail();
        _host.OnMailboxFailed(reason);
    }

    /// <summary>
    /// Makes a write and waits for it; true when it is on stable storage. Anything else ends this mailbox: a failure that nobody foresaw
    /// leaves the outcome as unknown as one that the log reports, so it also fails the mailbox before it goes up.
    /// </summary>
    private async ValueTask<bool> WriteAsync<T>(Func<Mailbox, T, ValueTask<LogOutcome>> write, T what)
    {
        try
        {
            if (await write(this, what) == LogOutcome.Committed)
            {
                return true;
            }

            Fail(reason: null);
            return false;
        }
        catch (MailboxLogException exception)
        {
            Fail(exception);
            return false;
        }
        catch (Exception exception)
        {
            Fail(exception);
            throw;
        }
    }
}
