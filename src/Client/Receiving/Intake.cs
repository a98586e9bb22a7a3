using Sdtp.Client.Store;
using Sdtp.Crypto.Keystores;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Envelopes;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Contents = Sdtp.Crypto.Contents;

namespace Sdtp.Client.Receiving;

/// <summary>
/// Judges what the relay hands over: opens, verifies, and commits every message or its rejection with what it is known by, all of a page
/// in one transaction. Only after that may the page be acknowledged. Nothing that a page holds makes this throw.
/// </summary>
internal sealed class Intake(Keystore keystore, ClientStore store)
{
    /// <summary>Commits a page; redeliveries leave no trace.</summary>
    internal void Commit(MessagePage page) => store.Transact(() =>
    {
        foreach (var message in page.Messages)
        {
            Commit(message);
        }
    });

    private void Commit(StoredMessage message)
    {
        var hasHeader = EnvelopeHeader.TryRead(message.Envelope.Span, out var header);
        MessageId? id = hasHeader ? header.MessageId : null;
        var identity = new EnvelopeIdentity(message.Sender, id, EnvelopeHash.Of(message.Envelope.Span));
        var seen = store.Inbox.Recall(identity);
        if (seen == SeenBefore.Same)
        {
            return;
        }

        var record = seen == SeenBefore.OtherBytes
            ? Rejected(message, id, RejectionReason.IdReused)
            : Open(message, id);
        store.Inbox.Add(record, identity, KeptWith(hasHeader ? header.SealingKeyNumber : 0));
    }

    private InboxRecord Open(in StoredMessage message, MessageId? id)
    {
        switch (EnvelopeOpener.Open(message.Envelope, keystore.Identity.UserId, keystore.SealingKeys))
        {
            case RejectedEnvelope rejected:
                return Rejected(message, id, (RejectionReason)rejected.Reason);
            case OpenedMessage opened when opened.SenderId != message.Sender:
                return Rejected(message, id, RejectionReason.SenderMismatch);
            case OpenedMessage opened when Contents.MessageContent.Of(opened) is Contents.MalformedContent:
                return Rejected(message, id, RejectionReason.BadContent);
            case OpenedMessage opened:
                return Blank(message, id) with
                {
                    SentAtMs = opened.SentAt.ToUnixTimeMilliseconds(),
                    ContentType = (ushort)opened.Type,
                    Content = opened.Content.ToArray(),
                };
            default:
                throw new InvalidOperationException("An envelope is either opened or rejected.");
        }
    }

    /// <summary>
    /// The sealing key with which the record of an envelope is kept. Garbage may name any number; it is kept with our newest key, so that
    /// its records go some day too.
    /// </summary>
    private uint KeptWith(uint number) =>
        keystore.SealingKeys.Find(number) is not null ? number : keystore.SealingKeys.Newest?.Key.Number ?? 0;

    private static InboxRecord Rejected(in StoredMessage message, MessageId? id, RejectionReason reason) =>
        Blank(message, id) with { Rejection = (int)reason };

    private static InboxRecord Blank(in StoredMessage message, MessageId? id) => new()
    {
        Sequence = message.Sequence,
        Sender = message.Sender.ToString(),
        MessageId = id?.ToString(),
        StoredAtMs = message.StoredAtMs,
    };
}
