using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Grains.Receiving;

/// <summary>
/// Hints to one session's observer: edge-triggered, at most one on its way, and none after the first that failed. Nobody waits for them:
/// an observer that is stuck must not hold the grain's turn for the length of a response timeout.
/// </summary>
internal sealed class HintLine
{
    private readonly IMailboxObserver _observer;
    private readonly UserId _mailbox;
    private readonly Guid _session;
    private ulong? _waiting;
    private bool _isCalling;
    private bool _isDead;

    private HintLine(IMailboxObserver observer, UserId mailbox, Guid session)
    {
        _observer = observer;
        _mailbox = mailbox;
        _session = session;
    }

    public bool IsArmed { get; private set; }

    /// <summary>A line to this observer: the present one, with what it has armed, when it goes there and lives.</summary>
    public static HintLine Renew(HintLine? present, IMailboxObserver observer, UserId mailbox, Guid session) =>
        present is { _isDead: false } && present._session == session && present._observer.Equals(observer)
            ? present
            : new HintLine(observer, mailbox, session);

    public void Arm() => IsArmed = true;

    public void Signal(ulong next)
    {
        if (!IsArmed || _isDead)
        {
            return;
        }

        IsArmed = false;
        if (_isCalling)
        {
            _waiting = next;
        }
        else
        {
            _ = CallAsync(next);
        }
    }

    /// <summary>The session is to look whether it still holds the lease, and where.</summary>
    public void SignalCheck()
    {
        if (!_isDead)
        {
            _ = CallReplacedAsync();
        }
    }

    private async Task CallAsync(ulong next)
    {
        _isCalling = true;
        try
        {
            await _observer.OnStoredAsync(_mailbox, _session, next);
            while (_waiting is { } waiting)
            {
                _waiting = null;
                await _observer.OnStoredAsync(_mailbox, _session, waiting);
            }
        }
        catch (Exception)
        {
            // A hint may be lost: the gateway renews and reads again on its own timer, and gets a new line then.
            _isDead = true;
        }
        finally
        {
            _isCalling = false;
        }
    }

    private async Task CallReplacedAsync()
    {
        try
        {
            await _observer.OnReplacedAsync(_mailbox, _session);
        }
        catch (Exception)
        {
            _isDead = true;
        }
    }
}
