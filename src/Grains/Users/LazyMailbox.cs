using Sdtp.Grains.Mailboxes;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Grains.Users;

/// <summary>
/// The mailbox of an activation, opened once, at its first use: opening raises the epoch, and strangers must not make heads by asking.
/// </summary>
internal sealed class LazyMailbox(UserId owner, IMailboxLog log, MailboxOptions options, TimeProvider clock, IMailboxHost host)
{
    private Task<Mailbox?>? _opening;

    /// <summary>The mailbox, once it is open.</summary>
    public Mailbox? Opened { get; private set; }

    /// <summary>The mailbox; null when it could not be opened, or has failed since.</summary>
    public async ValueTask<Mailbox?> GetAsync()
    {
        var mailbox = Opened ?? await (_opening ??= OpenAsync());
        return mailbox is { HasFailed: false } ? mailbox : null;
    }

    private async Task<Mailbox?> OpenAsync()
    {
        try
        {
            var opening = await MailboxOpening.OpenAsync(owner, log, options, clock);
            Opened = new Mailbox(owner, log, options, clock, host, opening);
            if (Opened.NeedsTending)
            {
                host.OnTendingDue();
            }

            return Opened;
        }
        catch (MailboxLogException exception)
        {
            host.OnMailboxFailed(exception);
            return null;
        }
        catch (Exception exception)
        {
            host.OnMailboxFailed(exception);
            throw;
        }
    }
}
