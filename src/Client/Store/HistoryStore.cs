using System.Text;
using Microsoft.Data.Sqlite;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Store;

/// <summary>The messages that a person keeps, by chat and in order, and what is kept about each chat.</summary>
internal sealed class HistoryStore(StoreFile file)
{
    private const string Columns = "SELECT id, state, record, failure, chat_key FROM history";
    private const string TextColumns = "SELECT id, record, chat_key FROM history";

    /// <summary>Counts deletions of chats: what was read before one is not to be kept after it.</summary>
    internal int Deletions { get; private set; }

    private static ReadOnlySpan<byte> FailurePlace => "history failure"u8;

    internal List<HistoryChat> Chats() => file.Query("SELECT chat_key, record FROM chats", ReadChat);

    internal HistoryChat? FindChat(string name) =>
        file.Query("SELECT chat_key, record FROM chats WHERE chat_key = $1", ReadChat, KeyOf(name)).FirstOrDefault();

    internal void Update(string name, Func<HistoryChat, HistoryChat> change) => file.Transact(() =>
        Put(change(FindChat(name) ?? new HistoryChat(name))));

    /// <summary>Adds an entry at the end and gives it back with its number.</summary>
    internal HistoryEntry Add(HistoryEntry entry) => file.Transact(() =>
    {
        var key = KeyOf(entry.Chat);
        if (file.Query("SELECT 1 FROM chats WHERE chat_key = $1", _ => true, key).Count == 0)
        {
            Put(new HistoryChat(entry.Chat));
        }

        var ids = file.Query(
            "INSERT INTO history (chat_key, own, state, record) VALUES ($1, $2, $3, $4) RETURNING id",
            r => r.GetInt64(0),
            key,
            entry.IsOwn ? 1 : 0,
            (int)entry.State,
            file.Seal(RecordOf(entry), StoreJson.Default.HistoryRecord, key));
        return entry with { Id = ids[0] };
    });

    internal List<HistoryEntry> Page(string chat, long beforeId, int max) => Reversed(file.Query(
        $"{Columns} WHERE chat_key = $1 AND id < $2 ORDER BY id DESC LIMIT $3", ReadEntry, KeyOf(chat), beforeId, max));

    internal List<HistoryEntry> PageAfter(string chat, long afterId, int max) => file.Query(
        $"{Columns} WHERE chat_key = $1 AND id > $2 ORDER BY id LIMIT $3", ReadEntry, KeyOf(chat), afterId, max);

    /// <summary>The last entry before an id, of one chat or (null) of all; null when there is none.</summary>
    internal long? LastBefore(string? chat, long id) => chat is null
        ? file.Query("SELECT max(id) FROM history WHERE id < $1", ReadId, id)[0]
        : file.Query("SELECT max(id) FROM history WHERE chat_key = $1 AND id < $2", ReadId, KeyOf(chat), id)[0];

    /// <summary>The first entry behind an id, of one chat or (null) of all; null when there is none.</summary>
    internal long? FirstAfter(string? chat, long id) => chat is null
        ? file.Query("SELECT min(id) FROM history WHERE id > $1", ReadId, id)[0]
        : file.Query("SELECT min(id) FROM history WHERE chat_key = $1 AND id > $2", ReadId, KeyOf(chat), id)[0];

    internal int Count(string chat, long fromId, long beforeId) => file.Query(
        "SELECT count(*) FROM history WHERE chat_key = $1 AND id >= $2 AND id < $3",
        r => r.GetInt32(0),
        KeyOf(chat),
        fromId,
        beforeId)[0];

    /// <summary>What can be searched of a run of entries, in order.</summary>
    internal List<HistoryText> Texts(long fromId, long beforeId) => file.Query(
        $"{TextColumns} WHERE id >= $1 AND id < $2 ORDER BY id", ReadText, fromId, beforeId);

    /// <summary>The same of one chat.</summary>
    internal List<HistoryText> Texts(string chat, long fromId, long beforeId) => file.Query(
        $"{TextColumns} WHERE chat_key = $1 AND id >= $2 AND id < $3 ORDER BY id", ReadText, KeyOf(chat), fromId, beforeId);

    internal List<long> Waiting(string chat) => file.Query(
        "SELECT id FROM history WHERE state = 0 AND chat_key = $1 ORDER BY id", r => r.GetInt64(0), KeyOf(chat));

    internal long? FirstUnseen(string chat, long seenThrough) => file.Query(
        "SELECT min(id) FROM history WHERE chat_key = $1 AND id > $2 AND own = 0",
        ReadId,
        KeyOf(chat),
        seenThrough)[0];

    internal int CountUnseen(string chat, long seenThrough, long throughId) => file.Query(
        "SELECT count(*) FROM history WHERE chat_key = $1 AND id > $2 AND id <= $3 AND own = 0",
        r => r.GetInt32(0),
        KeyOf(chat),
        seenThrough,
        throughId)[0];

    internal List<HistoryEntry> WaitingOutsideOutbox() => file.Transact(() =>
    {
        var inOutbox = new OutboxStore(file).All().Select(row => row.Record.HistoryId).ToHashSet();
        return file.Query($"{Columns} WHERE state = 0 ORDER BY id", ReadEntry)
            .Where(entry => entry.Content is not FileContent && !inOutbox.Contains(entry.Id)).ToList();
    });

    /// <summary>
    /// Writes the relay's last word on an own entry. Call it in the transaction that takes the message out of the outbox. A receipt may
    /// have come before it, and says more.
    /// </summary>
    internal void Settle(long id, string? failure)
    {
        if (failure is null)
        {
            file.Execute("UPDATE history SET state = 1, failure = NULL WHERE id = $1 AND state < 3", id);
            return;
        }

        file.Execute(
            "UPDATE history SET state = 2, failure = $2 WHERE id = $1 AND state < 3",
            id,
            file.Seal(new TextRecord(failure), StoreJson.Default.TextRecord, FailurePlace));
    }

    /// <summary>Notes whom an own entry was sealed to and under which id, so that a receipt finds it.</summary>
    internal void NoteSealed(long id, UserId to, MessageId messageId) =>
        file.Execute("UPDATE history SET sent_key = $2 WHERE id = $1", id, SentKey(to, messageId));

    /// <summary>Moves the entry on that was sent to somebody under an id; null when there is none, or it has come as far already.</summary>
    internal long? Advance(UserId to, MessageId messageId, HistoryState state)
    {
        var ids = file.Query("SELECT id FROM history WHERE sent_key = $1", r => r.GetInt64(0), SentKey(to, messageId));
        if (ids.Count != 1
            || file.Execute("UPDATE history SET state = $2, failure = NULL WHERE id = $1 AND state < $2", ids[0], (int)state) == 0)
        {
            return null;
        }

        new FileStore(file).NoteArrived(ids[0]);
        return ids[0];
    }

    /// <summary>Marks a chat as seen up to an entry, and gives where the texts and whole files came from that were new.</summary>
    internal List<MessageOrigin> See(string chat, long throughId) => file.Transact(() =>
    {
        var seen = FindChat(chat)?.SeenThrough ?? 0;
        if (throughId <= seen)
        {
            return [];
        }

        Update(chat, found => found with { SeenThrough = throughId });
        var entries = file.Query(
            $"{Columns} WHERE chat_key = $1 AND own = 0 AND id > $2 AND id <= $3 ORDER BY id", ReadEntry, KeyOf(chat), seen, throughId);
        return entries.Select(SeenOrigin).OfType<MessageOrigin>().ToList();
    });

    internal HistoryEntry? Retry(long id) => file.Transact(() =>
    {
        var isGone = Find(id)?.Content is FileContent and not { State: FileState.Failed };
        if (isGone || file.Execute("UPDATE history SET state = 0, failure = NULL WHERE id = $1 AND state = 2", id) == 0)
        {
            return null;
        }

        new FileStore(file).Retry(id);
        return Find(id);
    });

    /// <summary>The files of a chat, or of all, that wait to be saved, in order.</summary>
    internal List<HistoryEntry> WaitingFiles(string? chat) => file.Transact(() =>
        Found(new FileStore(file).WaitingEntries(chat is null ? null : KeyOf(chat))));

    /// <summary>The files of a chat that are neither through nor whole, in order.</summary>
    internal List<HistoryEntry> UnfinishedFiles(string chat) => file.Transact(() =>
        Found(new FileStore(file).UnfinishedEntries(KeyOf(chat))));

    internal HistoryEntry? Find(long id) => file.Query($"{Columns} WHERE id = $1", ReadEntry, id).FirstOrDefault();

    internal void Merge(string from, string to) => file.Transact(() =>
    {
        Update(to, chat => chat);
        var key = KeyOf(to);
        foreach (var entry in file.Query($"{Columns} WHERE chat_key = $1", ReadEntry, KeyOf(from)))
        {
            var record = RecordOf(entry with { Chat = to });
            file.Execute(
                "UPDATE history SET chat_key = $2, record = $3 WHERE id = $1",
                entry.Id,
                key,
                file.Seal(record, StoreJson.Default.HistoryRecord, key));
        }

        Delete(from);
    });

    internal void Delete(string chat) => file.Transact(() =>
    {
        Deletions++;
        new FileStore(file).EndOfChat(KeyOf(chat));
        new SearchStore(file).ForgetChat(KeyOf(chat));
        file.Execute("DELETE FROM history WHERE chat_key = $1", KeyOf(chat));
        file.Execute("DELETE FROM chats WHERE chat_key = $1", KeyOf(chat));
    });

    private static HistoryRecord RecordOf(HistoryEntry entry) => new()
    {
        Chat = entry.Chat,
        AtMs = entry.At.ToUnixTimeMilliseconds(),
        Text = (entry.Content as TextContent)?.Text,
        File = entry.Content is FileContent kept ? new FileNote(kept.FileId, kept.Name, kept.SizeBytes) : null,
        Unsupported = (entry.Content as UnsupportedContent)?.ContentType,
        Rejection = entry.Content is RejectedContent rejected ? (int)rejected.Reason : null,
        IsOwn = entry.IsOwn,
        Sender = entry.Origin?.Sender.ToString(),
        MessageId = entry.Origin?.MessageId.ToString(),
    };

    /// <summary>What a read receipt names: a text, or the last part of a file that is whole.</summary>
    private static MessageOrigin? SeenOrigin(HistoryEntry entry) => entry.Content switch
    {
        TextContent => entry.Origin,
        FileContent { State: FileState.Waiting or FileState.Saved, LastMessageId: { } last } when entry.Origin is { } origin =>
            origin with { MessageId = last },
        _ => null,
    };

    private static long? ReadId(SqliteDataReader row) => row.IsDBNull(0) ? null : row.GetInt64(0);

    private static List<HistoryEntry> Reversed(List<HistoryEntry> newestFirst)
    {
        newestFirst.Reverse();
        return newestFirst;
    }

    private List<HistoryEntry> Found(List<long> ids) => [.. ids.Select(Find).OfType<HistoryEntry>()];

    private void Put(HistoryChat chat)
    {
        var key = KeyOf(chat.Name);
        file.Execute(
            "INSERT OR REPLACE INTO chats (chat_key, record) VALUES ($1, $2)", key, file.Seal(chat, StoreJson.Default.HistoryChat, key));
    }

    private HistoryChat ReadChat(SqliteDataReader row) =>
        file.Unseal(row.GetFieldValue<byte[]>(1), StoreJson.Default.HistoryChat, row.GetFieldValue<byte[]>(0));

    /// <summary>A text, or the name of a file; what this program says of the rest is not part of the history.</summary>
    private HistoryText ReadText(SqliteDataReader row)
    {
        var chatKey = row.GetFieldValue<byte[]>(2);
        var record = file.Unseal(row.GetFieldValue<byte[]>(1), StoreJson.Default.HistoryRecord, chatKey);
        return new HistoryText(row.GetInt64(0), chatKey, record.File?.Name ?? record.Text);
    }

    private HistoryEntry ReadEntry(SqliteDataReader row)
    {
        var record = file.Unseal(row.GetFieldValue<byte[]>(2), StoreJson.Default.HistoryRecord, row.GetFieldValue<byte[]>(4));
        MessageContent content = record switch
        {
            { Rejection: { } reason } => new RejectedContent((RejectionReason)reason),
            { Unsupported: { } type } => new UnsupportedContent(type),
            { File: { } note } => new FileStore(file).Find(note.Id)?.ToContent()
                ?? new FileContent(note.Name, note.SizeBytes, FileState.Discarded),
            _ => new TextContent(record.Text ?? ""),
        };
        var failure = row.IsDBNull(3)
            ? null
            : file.Unseal(row.GetFieldValue<byte[]>(3), StoreJson.Default.TextRecord, FailurePlace).Text;
        return new HistoryEntry(
            row.GetInt64(0),
            record.Chat,
            record.IsOwn,
            DateTimeOffset.FromUnixTimeMilliseconds(record.AtMs),
            content,
            (HistoryState)row.GetInt32(1),
            failure)
        {
            Origin = record is { Sender: { } sender, MessageId: { } id }
                ? new MessageOrigin(UserId.Parse(sender), new MessageId(Convert.FromHexString(id)))
                : null,
        };
    }

    private byte[] SentKey(UserId to, MessageId messageId) =>
        file.Cipher.Blind("sent message", [.. to.ToArray(), .. messageId.ToArray()]);

    internal byte[] KeyOf(string chat) => file.Cipher.Blind("chat", Encoding.UTF8.GetBytes(chat.ToUpperInvariant()));
}

/// <summary>What a search looks at of an entry.</summary>
/// <param name="Id">The entry.</param>
/// <param name="ChatKey">The blinded name of its chat.</param>
/// <param name="Text">Its text; null when it has none.</param>
internal readonly record struct HistoryText(long Id, byte[] ChatKey, string? Text);
