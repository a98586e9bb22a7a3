using Sdtp.Client.Connection;
using Sdtp.Client.Receipts;
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
/// in one transaction. Only after that may the page be acknowledged. Nothing that a page holds makes this throw. Receipts move on what was
/// sent from here and are never shown.
/// </summary>
internal sealed class Intake(Keystore keystore, ClientStore store, ReceiptPost receipts, TimeProvider clock, MessengerEvents events)
{
    private readonly FileIntake _files = new(store, clock);

    /// <summary>Commits a page; redeliveries leave no trace.</summary>
    internal void Commit(MessagePage page)
    {
        var news = new PageNews();

        // Before the transaction, which keeps everything else from the store: this is most of the work.
        var opened = page.Messages
            .Select(message => EnvelopeOpener.Open(message.Envelope, keystore.Identity.UserId, keystore.SealingKeys)).ToArray();
        store.Transact(() =>
        {
            foreach (var (message, result) in page.Messages.Zip(opened))
            {
                Commit(message, result, news);
            }

            Note(Contents.ReceiptKind.Delivered, news.Delivered);
            Note(Contents.ReceiptKind.Read, news.Read);
        });

        // Only now is it true, and a failure above says nothing to anybody.
        foreach (var moved in news.Moved)
        {
            events.Receipt(moved.EntryIds, moved.State);
        }

        foreach (var (entry, hasArrived) in news.Files)
        {
            events.MoveFile(entry, isPaused: false, hasArrived);
        }

        receipts.Wake(news.Delivered.Concat(news.Read).Select(message => message.Sender));
    }

    private void Note(Contents.ReceiptKind kind, List<MessageOrigin> messages)
    {
        foreach (var ofOne in messages.GroupBy(message => message.Sender, message => message.MessageId))
        {
            receipts.Note(ofOne.Key, kind, ofOne);
        }
    }

    private void Commit(in StoredMessage message, OpenResult result, PageNews news)
    {
        var hasHeader = EnvelopeHeader.TryRead(message.Envelope.Span, out var header);
        MessageId? id = hasHeader ? header.MessageId : null;
        var identity = new EnvelopeIdentity(message.Sender, id, result.EnvelopeHash);
        var seen = store.Inbox.Recall(identity);
        if (seen == SeenBefore.Same)
        {
            return;
        }

        var record = seen == SeenBefore.OtherBytes
            ? Rejected(message, id, RejectionReason.IdReused)
            : Judge(message, id, result, news);
        var keptWith = KeptWith(hasHeader ? header.SealingKeyNumber : 0);
        if (record is null)
        {
            store.Inbox.Remember(identity, keptWith);
            return;
        }

        store.Inbox.Add(record, identity, keptWith);
    }

    /// <summary>What is kept of a message; null when there is nothing to show of it.</summary>
    private InboxRecord? Judge(in StoredMessage message, MessageId? id, OpenResult result, PageNews news)
    {
        switch (result)
        {
            case RejectedEnvelope rejected:
                return Rejected(message, id, (RejectionReason)rejected.Reason);
            case OpenedMessage opened when opened.SenderId != message.Sender:
                return Rejected(message, id, RejectionReason.SenderMismatch);
            case OpenedMessage opened:
                return Take(message, opened, news);
            default:
                throw new InvalidOperationException("An envelope is either opened or rejected.");
        }
    }

    private InboxRecord? Take(in StoredMessage message, OpenedMessage opened, PageNews news)
    {
        switch (Contents.MessageContent.Of(opened))
        {
            case Contents.MalformedContent:
                return Rejected(message, opened.MessageId, RejectionReason.BadContent);
            case Contents.ReceiptContent receipt:
                Apply(receipt, opened.SenderId, news);
                return null;
            case Contents.FilePartContent part:
                return Take(message, opened, part, news);
            case Contents.TextContent:
                news.Delivered.Add(new MessageOrigin(opened.SenderId, opened.MessageId));
                break;
        }

        return Blank(message, opened.MessageId) with
        {
            SentAtMs = opened.SentAt.ToUnixTimeMilliseconds(),
            ContentType = (ushort)opened.Type,
            Content = opened.Content.ToArray(),
        };
    }

    /// <summary>Takes a part of a file; only the first of them is something to show.</summary>
    private InboxRecord? Take(in StoredMessage message, OpenedMessage opened, Contents.FilePartContent part, PageNews news)
    {
        var arrival = _files.Take(opened.SenderId, opened.MessageId, part);
        switch (arrival.Outcome)
        {
            case FileOutcome.Contradicts:
                return Rejected(message, opened.MessageId, RejectionReason.BadContent);
            case FileOutcome.Refused:
                return Rejected(message, opened.MessageId, RejectionReason.TooManyFiles);
        }

        if (arrival.File is { HistoryId: { } entry })
        {
            news.Files[entry] = news.Files.GetValueOrDefault(entry) || arrival.MakesWhole;
        }

        if (arrival.IsWhole)
        {
            (arrival.IsSeen ? news.Read : news.Delivered).Add(new MessageOrigin(opened.SenderId, arrival.File.LastMessageId!.Value));
        }

        return !arrival.IsFirst ? null : Blank(message, opened.MessageId) with
        {
            SentAtMs = opened.SentAt.ToUnixTimeMilliseconds(),
            ContentType = (ushort)opened.Type,
            FileId = arrival.File.Id,
        };
    }

    /// <summary>Believes a receipt about what was sealed to whoever signed it, and about nothing else.</summary>
    private void Apply(Contents.ReceiptContent receipt, UserId sender, PageNews news)
    {
        // Nothing is sealed to whom no name is pinned: a stranger's ids are not worth a thousand look-ups.
        if (store.Contacts.Find(sender) is null)
        {
            return;
        }

        var state = receipt.Kind == Contents.ReceiptKind.Read ? HistoryState.Read : HistoryState.Delivered;
        var moved = receipt.Ids.Select(id => store.History.Advance(sender, id, state)).OfType<long>().ToList();
        if (moved.Count > 0)
        {
            news.Moved.Add((moved, state));
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

    /// <summary>What there is to tell once a page is committed.</summary>
    private sealed class PageNews
    {
        internal List<MessageOrigin> Delivered { get; } = [];

        internal List<MessageOrigin> Read { get; } = [];

        /// <summary>The entries of files that have come further, and whether they are whole with that.</summary>
        internal Dictionary<long, bool> Files { get; } = [];

        internal List<(List<long> EntryIds, HistoryState State)> Moved { get; } = [];
    }
}
