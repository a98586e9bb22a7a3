using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Sdtp.Crypto.Contents;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Store;

/// <summary>
/// Files on their way, part by part, each part sealed to its place. A row stays when the bytes have gone: it is what the history shows, and
/// by it parts that come again are known.
/// </summary>
internal sealed class FileStore(StoreFile file)
{
    private const string Columns = "SELECT id, own, state, handed, done, history_id, record, transfer_key FROM files";
    private const string Live = "state IN (0, 1, 3, 4)";

    /// <summary>Adds an own file with all its bytes. Call it in the transaction that writes its history.</summary>
    internal StoredFile AddOwn(FileManifest manifest, Username to, ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        var key = file.Cipher.Blind("file own", manifest.Transfer.ToArray());
        var added = Add(key, file.Cipher.Blind("file to", [.. to.Folded.Select(letter => (byte)letter)]), isOwn: true, isStranger: false,
            FileState.Sending, RecordOf(manifest, to.Display), now);
        for (var part = 0; part < manifest.Parts; part++)
        {
            Write(added, part, bytes[manifest.RangeOf(part)]);
        }

        return added;
    }

    /// <summary>Adds a received file that has no parts yet.</summary>
    internal StoredFile AddReceived(FileManifest manifest, UserId from, bool isStranger, FileState state, DateTimeOffset now) =>
        Add(ReceivedKey(from, manifest.Transfer), PeerKey(from), isOwn: false, isStranger, state, RecordOf(manifest, from.ToString()), now);

    internal StoredFile? Find(long id) => file.Query($"{Columns} WHERE id = $1", Read, id).FirstOrDefault();

    internal StoredFile? Find(UserId from, TransferId transfer) =>
        file.Query($"{Columns} WHERE transfer_key = $1", Read, ReceivedKey(from, transfer)).FirstOrDefault();

    internal StoredFile? OfEntry(long historyId) => file.Query($"{Columns} WHERE history_id = $1", Read, historyId).FirstOrDefault();

    /// <summary>Own files with parts that the outbox has not had, in the order in which they were added.</summary>
    internal List<StoredFile> Unsent() => file.Query($"{Columns} WHERE own = 1 AND state = 0 AND handed < parts ORDER BY id", Read);

    internal int CountOwn() => file.Query($"SELECT count(*) FROM files WHERE own = 1 AND {Live}", r => r.GetInt32(0))[0];

    /// <summary>Received files that take up room, and their bytes: of one sender, of all strangers, and of all.</summary>
    internal ((int Files, long Bytes) Sender, (int Files, long Bytes) Strangers, (int Files, long Bytes) All) Held(UserId from) =>
    (
        Sum($"SELECT count(*), total(size) FROM files WHERE own = 0 AND {Live} AND peer_key = $1", PeerKey(from)),
        Sum($"SELECT count(*), total(size) FROM files WHERE own = 0 AND {Live} AND stranger = 1"),
        Sum($"SELECT count(*), total(size) FROM files WHERE own = 0 AND {Live}"));

    internal void Link(long id, long historyId) => file.Execute("UPDATE files SET history_id = $2 WHERE id = $1", id, historyId);

    /// <summary>
    /// Notes that the outbox has the next part. Call it in the transaction that puts it there. False when the file has been given up, or
    /// begun anew, since the part was read.
    /// </summary>
    internal bool Hand(long id, int part) =>
        file.Execute("UPDATE files SET handed = handed + 1 WHERE id = $1 AND state = 0 AND handed = $2", id, part) > 0;

    /// <summary>Notes that the relay has one more part; with the last the bytes go. True for the last.</summary>
    internal bool Accept(long id, DateTimeOffset now)
    {
        file.Execute("UPDATE files SET done = done + 1, touched_day = $2 WHERE id = $1 AND state = 0", id, Day(now));
        if (file.Execute("UPDATE files SET state = 2 WHERE id = $1 AND state = 0 AND done >= parts", id) == 0)
        {
            return false;
        }

        DropBytes(id);
        return true;
    }

    /// <summary>
    /// Gives an own file up; its bytes stay for another try, which begins with the first part. False when it was not on its way.
    /// </summary>
    internal bool Fail(long id) =>
        file.Execute("UPDATE files SET state = 1, handed = 0, done = 0 WHERE id = $1 AND state = 0", id) > 0;

    internal void Retry(long historyId) =>
        file.Execute("UPDATE files SET state = 0 WHERE history_id = $1 AND own = 1 AND state = 1", historyId);

    /// <summary>Adds a part of a received file; false when it is there already.</summary>
    internal bool Put(StoredFile to, int part, ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        if (file.Query("SELECT 1 FROM file_parts WHERE file = $1 AND part = $2", _ => true, to.Id, part).Count > 0)
        {
            return false;
        }

        Write(to, part, bytes);
        file.Execute("UPDATE files SET done = done + 1, touched_day = $2 WHERE id = $1", to.Id, Day(now));
        return true;
    }

    internal void NoteLastMessage(StoredFile of, MessageId messageId) =>
        Rewrite(of.Id, record => record with { LastMessageId = messageId.ToString() });

    /// <summary>A part as it was.</summary>
    internal byte[] Part(StoredFile of, int part)
    {
        var found = file.Query(
            "SELECT bytes FROM file_parts WHERE file = $1 AND part = $2", r => r.GetFieldValue<byte[]>(0), of.Id, part);
        return found.Count == 1 && file.Cipher.TryOpen(found[0], Place(of.Id, part), out var bytes)
            ? bytes
            : throw new StoreDamagedException("A part of a file in the local store is lost or does not open.");
    }

    /// <summary>Moves a file on to a state in which its bytes are still needed.</summary>
    internal void Move(long id, FileState state) => file.Execute("UPDATE files SET state = $2 WHERE id = $1", id, (int)state);

    /// <summary>Moves a file on to a state in which its bytes are needed no more, and overwrites them.</summary>
    internal void End(long id, FileState state, string? savedTo = null) => file.Transact(() =>
    {
        Move(id, state);
        DropBytes(id);
        if (savedTo is not null)
        {
            Rewrite(id, record => record with { SavedTo = savedTo });
        }
    });

    /// <summary>Throws away what a deleted chat has of files, the parts that wait in the outbox included.</summary>
    internal void EndOfChat(byte[] chatKey)
    {
        foreach (var of in OfChat(chatKey, Live))
        {
            _ = of.IsOwn ? Cancel(of) : Discard(of);
        }
    }

    /// <summary>The entries of the files of a chat, or of all, that wait to be saved, in order.</summary>
    internal List<long> WaitingEntries(byte[]? chatKey) => chatKey is { } key
        ? EntriesOf(OfChat(key, $"state = 4 AND {Live}"))
        : EntriesOf(file.Query($"{Columns} WHERE own = 0 AND state = 4 AND {Live} ORDER BY history_id", Read));

    /// <summary>The entries of the files of a chat that are neither through nor whole, in order.</summary>
    internal List<long> UnfinishedEntries(byte[] chatKey) => EntriesOf(OfChat(chatKey, $"state < 4 AND {Live}"));

    /// <summary>
    /// Stops an own file for good: neither its bytes nor the parts in the outbox are kept. False when there is nothing to stop.
    /// </summary>
    internal bool Cancel(StoredFile of) => of is { IsOwn: true, State: FileState.Sending or FileState.Failed } && file.Transact(() =>
    {
        new OutboxStore(file).DropParts(of.Id);
        End(of.Id, FileState.Cancelled);
        return true;
    });

    /// <summary>Throws a received file away that waits or is being received; false when it is neither.</summary>
    internal bool Discard(StoredFile of)
    {
        if (of is { IsOwn: false, State: FileState.Receiving or FileState.Waiting })
        {
            End(of.Id, FileState.Discarded);
            return true;
        }

        return false;
    }

    /// <summary>Their client has an own file that was cancelled, or given up, too late.</summary>
    internal void NoteArrived(long historyId)
    {
        if (OfEntry(historyId) is { IsOwn: true, State: FileState.Failed or FileState.Cancelled } of)
        {
            End(of.Id, FileState.Sent);
        }
    }

    /// <summary>Gives up files of which nothing has moved for too long.</summary>
    internal void Expire(DateTimeOffset now) => file.Transact(() =>
    {
        var before = Day(now - FileLimits.ExpireAfter);
        var ids = file.Query($"SELECT id FROM files WHERE state IN (1, 3) AND {Live} AND touched_day < $1", r => r.GetInt64(0), before);
        ids.ForEach(id => End(id, FileState.Expired));
    });

    private static FileRecord RecordOf(FileManifest manifest, string peer) => new()
    {
        Transfer = manifest.Transfer.ToString(),
        Hash = manifest.Hash.ToString(),
        SizeBytes = manifest.SizeBytes,
        Name = manifest.Name,
        Peer = peer,
    };

    private static FileManifest ManifestOf(FileRecord record) => new(
        new TransferId(Convert.FromHexString(record.Transfer)),
        new FileHash(Convert.FromHexString(record.Hash)),
        record.SizeBytes,
        record.Name);

    /// <summary>Days say enough for giving up, and little about when somebody was there.</summary>
    private static long Day(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / (long)TimeSpan.FromDays(1).TotalMilliseconds;

    private static byte[] Place(long id, int part)
    {
        var numbers = new byte[sizeof(long) + sizeof(int)];
        BinaryPrimitives.WriteInt64BigEndian(numbers, id);
        BinaryPrimitives.WriteInt32BigEndian(numbers.AsSpan(sizeof(long)), part);
        return [.. "file part"u8, .. numbers];
    }

    private StoredFile Add(
        byte[] key, byte[] peerKey, bool isOwn, bool isStranger, FileState state, FileRecord record, DateTimeOffset now)
    {
        file.Execute(
            "INSERT INTO files (transfer_key, peer_key, own, stranger, state, size, parts, handed, done, touched_day, record) "
            + "VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, $8, $9)",
            key,
            peerKey,
            isOwn ? 1 : 0,
            isStranger ? 1 : 0,
            (int)state,
            record.SizeBytes,
            ManifestOf(record).Parts,
            Day(now),
            file.Seal(record, StoreJson.Default.FileRecord, key));
        return Find(file.Query("SELECT last_insert_rowid()", r => r.GetInt64(0))[0])!;
    }

    private void Write(StoredFile to, int part, ReadOnlySpan<byte> bytes) => file.Execute(
        "INSERT INTO file_parts (file, part, bytes) VALUES ($1, $2, $3)", to.Id, part, file.Cipher.Seal(bytes, Place(to.Id, part)));

    private List<StoredFile> OfChat(byte[] chatKey, string condition) => file.Query(
        $"{Columns} WHERE history_id IN (SELECT id FROM history WHERE chat_key = $1) AND {condition} ORDER BY history_id", Read, chatKey);

    private static List<long> EntriesOf(List<StoredFile> files) => [.. files.Select(of => of.HistoryId).OfType<long>()];

    private void DropBytes(long id) => file.Execute("DELETE FROM file_parts WHERE file = $1", id);

    private void Rewrite(long id, Func<FileRecord, FileRecord> change)
    {
        var (sealedRecord, key) = file.Query(
            "SELECT record, transfer_key FROM files WHERE id = $1",
            r => (r.GetFieldValue<byte[]>(0), r.GetFieldValue<byte[]>(1)),
            id)[0];
        var changed = change(file.Unseal(sealedRecord, StoreJson.Default.FileRecord, key));
        file.Execute("UPDATE files SET record = $2 WHERE id = $1", id, file.Seal(changed, StoreJson.Default.FileRecord, key));
    }

    private (int Files, long Bytes) Sum(string sql, params ReadOnlySpan<object> values) =>
        file.Query(sql, r => (r.GetInt32(0), (long)r.GetDouble(1)), values)[0];

    private StoredFile Read(SqliteDataReader row)
    {
        var record = file.Unseal(row.GetFieldValue<byte[]>(6), StoreJson.Default.FileRecord, row.GetFieldValue<byte[]>(7));
        var isOwn = row.GetInt32(1) == 1;
        return new StoredFile(row.GetInt64(0), isOwn, (FileState)row.GetInt32(2), ManifestOf(record))
        {
            To = isOwn ? Username.Parse(record.Peer) : null,
            From = isOwn ? null : UserId.Parse(record.Peer),
            Handed = row.GetInt32(3),
            Done = row.GetInt32(4),
            HistoryId = row.IsDBNull(5) ? null : row.GetInt64(5),
            LastMessageId = record.LastMessageId is { } id ? MessageId.Parse(id) : null,
            SavedTo = record.SavedTo,
        };
    }

    private byte[] ReceivedKey(UserId from, TransferId transfer) =>
        file.Cipher.Blind("file received", [.. from.ToArray(), .. transfer.ToArray()]);

    private byte[] PeerKey(UserId from) => file.Cipher.Blind("file from", from.ToArray());
}
