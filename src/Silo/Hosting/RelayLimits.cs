using Sdtp.Grains;
using Sdtp.Protocol.Messages;

namespace Sdtp.Silo.Hosting;

/// <summary>The mailboxes' limits, as HELLO tells them.</summary>
internal static class RelayLimits
{
    internal static Dictionary<RelayLimit, ulong> Of(MailboxOptions mailboxes) => new()
    {
        [RelayLimit.RetentionSeconds] = (ulong)mailboxes.Retention.TotalSeconds,
        [RelayLimit.MailboxBytes] = (ulong)mailboxes.MailboxBytesMax,
        [RelayLimit.MailboxMessages] = (ulong)mailboxes.MailboxMessagesMax,
        [RelayLimit.SenderBytes] = (ulong)mailboxes.SenderBytesMax,
        [RelayLimit.SenderMessages] = (ulong)mailboxes.SenderMessagesMax,
        [RelayLimit.RetryWindowSeconds] = (ulong)mailboxes.RetryWindow.TotalSeconds,
        [RelayLimit.SupersededKeySeconds] = (ulong)mailboxes.SupersededKeyGrace.TotalSeconds,
    };
}
