using Sdtp.Grains.Abstractions;

namespace Sdtp.Grains.Mailboxes;

/// <summary>Whether one more envelope fits a mailbox and its sender's share of it (R7).</summary>
internal sealed class Quota(MailboxOptions options)
{
    private readonly long _bytesMax = options.MailboxBytesMax;
    private readonly int _messagesMax = options.MailboxMessagesMax;
    private readonly long _senderBytesMax = options.SenderBytesMax;
    private readonly int _senderMessagesMax = options.SenderMessagesMax;

    /// <summary>Null when it fits.</summary>
    public Refusal? Judge(SenderShares mailbox, SenderShare? sender, int envelopeBytes)
    {
        if (mailbox.Messages >= _messagesMax || mailbox.Bytes + envelopeBytes > _bytesMax)
        {
            return Refusals.MailboxFull;
        }

        var senderBytes = sender?.Bytes ?? 0;
        var senderMessages = sender?.Messages ?? 0;
        return senderMessages >= _senderMessagesMax || senderBytes + envelopeBytes > _senderBytesMax ? Refusals.SenderFull : null;
    }

    /// <summary>Whether some limit is more than half used up: time to count trimmed rows out before anybody is refused for them.</summary>
    public bool IsCrowded(SenderShares mailbox, SenderShare? sender) =>
        mailbox.Messages > _messagesMax / 2
        || mailbox.Bytes > _bytesMax / 2
        || (sender is not null && (sender.Messages > _senderMessagesMax / 2 || sender.Bytes > _senderBytesMax / 2));
}
