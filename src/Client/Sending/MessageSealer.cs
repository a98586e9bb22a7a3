using Sdtp.Client.Store;
using Sdtp.Client.Trust;
using Sdtp.Crypto.Identities;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Sending;

/// <summary>
/// Gives a message its id and its bytes, and puts them on disk before anything is sent, so that a retry repeats them exactly.
/// </summary>
internal sealed class MessageSealer(IdentityKey identity, OutboxStore outbox, TimeProvider clock)
{
    private readonly EnvelopeSealer _sealer = new();

    internal void Seal(OutgoingMessage message, VerifiedContact contact)
    {
        var bytes = SealOne(message, contact);
        outbox.Replace([(message.RowId, message.ToRecord(bytes))]);
        message.Sealed = bytes;
    }

    /// <summary>
    /// Seals messages anew, each under a new id: the old bytes will never be taken, and an id stands for its bytes for ever.
    /// </summary>
    internal void SealAgain(IReadOnlyList<OutgoingMessage> messages, VerifiedContact contact)
    {
        var anew = new List<SealedMessage>(messages.Count);
        foreach (var message in messages)
        {
            anew.Add(SealOne(message, contact));
        }

        outbox.Replace(anew.Zip(messages).Select(pair => (pair.Second.RowId, pair.Second.ToRecord(pair.First))));
        for (var i = 0; i < messages.Count; i++)
        {
            messages[i].Sealed = anew[i];
        }
    }

    private SealedMessage SealOne(OutgoingMessage message, VerifiedContact contact)
    {
        var id = MessageId.New();
        var now = clock.GetUtcNow();

        // The key is judged by the time in the message. An old one must not make an expired key good, nor one from a clock that was ahead
        // make every key expired.
        var sentAt = message.WrittenAt is { } written && written < now && !contact.SealingKey.IsExpiredAt(now) ? written : now;
        var envelope = _sealer.Seal(identity, contact.UserId, contact.SealingKey, id, sentAt, message.Type, message.Content);
        return new SealedMessage(contact.UserId, id, envelope);
    }
}
