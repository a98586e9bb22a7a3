using Sdtp.Client.Store;
using Sdtp.Client.Trust;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Identifiers;
using Contents = Sdtp.Crypto.Contents;

namespace Sdtp.Client.Receiving;

/// <summary>
/// Hands committed messages to the person. Where a history is kept, a message is marked in the transaction that writes it there;
/// elsewhere only when it has been shown: after a crash in between it is shown once more, and never lost.
/// </summary>
internal sealed class Showcase(ClientStore store, ContactBook contacts, bool keepsHistory)
{
    /// <summary>The oldest messages that nobody has been shown, without marking them.</summary>
    internal async Task<IReadOnlyList<(long Id, ReceivedMessage Message)>> WaitingAsync(int max, CancellationToken cancellationToken)
    {
        var waiting = new List<(long, ReceivedMessage)>();
        var senders = new Dictionary<string, Sender>();
        foreach (var (id, record) in store.Inbox.Unshown(max))
        {
            if (!senders.TryGetValue(record.Sender, out var sender))
            {
                sender = await contacts.SenderAsync(UserId.Parse(record.Sender), cancellationToken).ConfigureAwait(false);
                senders.Add(record.Sender, sender);
            }

            waiting.Add((id, Describe(record, sender)));
        }

        return waiting;
    }

    /// <summary>Whether a message is safe in the history before it is shown.</summary>
    internal bool KeepsHistory => keepsHistory;

    /// <summary>Marks messages in one transaction and gives them.</summary>
    internal IReadOnlyList<ReceivedMessage> Mark(IReadOnlyList<(long Id, ReceivedMessage Message)> waiting) =>
        store.Transact(() => waiting.Select(shown => Mark(shown.Id, shown.Message)).ToArray());

    /// <summary>
    /// Shows messages one after the other and marks those for which that did not fail, all in one transaction at the end.
    /// </summary>
    internal void Show(IReadOnlyList<(long Id, ReceivedMessage Message)> waiting, Action<ReceivedMessage> show)
    {
        var shown = 0;
        try
        {
            for (; shown < waiting.Count; shown++)
            {
                show(waiting[shown].Message);
            }
        }
        finally
        {
            Mark([.. waiting.Take(shown)]);
        }
    }

    /// <summary>
    /// Marks a message as shown and, where a history is kept, writes it there: both or neither. A file always goes there, for it waits to
    /// be saved.
    /// </summary>
    internal ReceivedMessage Mark(long id, ReceivedMessage message)
    {
        if (!keepsHistory && message.Content is not FileContent)
        {
            store.Inbox.MarkShown([id]);
            return message;
        }

        return store.Transact(() =>
        {
            store.Inbox.MarkShown([id]);
            var at = message.SentAt ?? message.StoredAt;
            var entry = store.History.Add(
                new HistoryEntry(0, message.From.DisplayName, IsOwn: false, at, message.Content, HistoryState.Accepted, Failure: null)
                {
                    Origin = message.MessageId is { } messageId ? new MessageOrigin(message.From.UserId, messageId) : null,
                });
            if (message.Content is FileContent file)
            {
                store.Files.Link(file.FileId, entry.Id);
            }

            return message with { HistoryId = entry.Id };
        });
    }

    private MessageContent ContentOf(InboxRecord record)
    {
        if (record.Rejection is { } reason)
        {
            return new RejectedContent((RejectionReason)reason);
        }

        if (record.FileId is { } file)
        {
            return store.Files.Find(file)?.ToContent() ?? throw new StoreDamagedException("A file of the local store is lost.");
        }

        return Contents.MessageContent.Decode((ContentType)record.ContentType, record.Content) is Contents.TextContent text
            ? new TextContent(text.Text)
            : new UnsupportedContent(record.ContentType);
    }

    private ReceivedMessage Describe(InboxRecord record, Sender sender) => new(
        record.Sequence,
        record.MessageId is { } id ? new MessageId(Convert.FromHexString(id)) : null,
        sender,
        record.SentAtMs is { } sentAt ? DateTimeOffset.FromUnixTimeMilliseconds(sentAt) : null,
        DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min(record.StoredAtMs, (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())),
        ContentOf(record));
}
