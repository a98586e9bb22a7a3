using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Store;

/// <summary>Whether an envelope has been here before.</summary>
internal enum SeenBefore
{
    /// <summary>Never.</summary>
    No,

    /// <summary>The same bytes from the same sender: a redelivery.</summary>
    Same,

    /// <summary>Other bytes under an id that this sender used before.</summary>
    OtherBytes,
}

/// <summary>
/// What one envelope is known by: the sender by the relay's word, the message id if it has one, and the hash of its bytes.
/// </summary>
internal readonly record struct EnvelopeIdentity(UserId Sender, MessageId? MessageId, EnvelopeHash Hash);

/// <summary>Received messages and rejections in order of arrival, what was seen, and what a person has been shown.</summary>
internal sealed class InboxStore(StoreFile file)
{
    private static ReadOnlySpan<byte> Place => "inbox"u8;

    internal SeenBefore Recall(in EnvelopeIdentity envelope)
    {
        if (file.Query("SELECT 1 FROM seen WHERE hash_key = $1", _ => true, HashKey(envelope)).Count > 0)
        {
            return SeenBefore.Same;
        }

        return envelope.MessageId is not null
            && file.Query("SELECT 1 FROM seen WHERE id_key = $1 LIMIT 1", _ => true, IdKey(envelope)).Count > 0
            ? SeenBefore.OtherBytes
            : SeenBefore.No;
    }

    /// <summary>Adds a record and remembers its envelope. Call inside a transaction with all others of one page.</summary>
    internal void Add(InboxRecord record, in EnvelopeIdentity envelope, uint sealingKey)
    {
        Remember(envelope, sealingKey);
        file.Execute("INSERT INTO inbox (shown, record) VALUES (0, $1)", file.Seal(record, StoreJson.Default.InboxRecord, Place));
    }

    /// <summary>Remembers an envelope that there is nothing to show of.</summary>
    internal void Remember(in EnvelopeIdentity envelope, uint sealingKey) => file.Execute(
        "INSERT INTO seen (hash_key, id_key, sealing_key) VALUES ($1, $2, $3)", HashKey(envelope), IdKey(envelope), (long)sealingKey);

    /// <summary>The oldest records that nobody has been shown, with their row ids.</summary>
    internal List<(long Id, InboxRecord Record)> Unshown(int max) => file.Query(
        "SELECT id, record FROM inbox WHERE shown = 0 ORDER BY id LIMIT $1",
        r => (r.GetInt64(0), file.Unseal(r.GetFieldValue<byte[]>(1), StoreJson.Default.InboxRecord, Place)),
        max);

    internal void MarkShown(IEnumerable<long> ids) => file.Transact(() =>
    {
        foreach (var id in ids)
        {
            file.Execute("UPDATE inbox SET shown = 1 WHERE id = $1", id);
        }
    });

    /// <summary>
    /// Forgets the envelopes that a deleted sealing key had opened: nothing sealed to it can be opened, so nothing can be shown twice.
    /// </summary>
    internal void ForgetSealedTo(IEnumerable<uint> sealingKeys) => file.Transact(() =>
    {
        foreach (var number in sealingKeys)
        {
            file.Execute("DELETE FROM seen WHERE sealing_key = $1", (long)number);
        }
    });

    private byte[] HashKey(in EnvelopeIdentity envelope) =>
        file.Cipher.Blind("seen hash", [.. envelope.Sender.ToArray(), .. envelope.Hash.ToArray()]);

    private byte[] IdKey(in EnvelopeIdentity envelope) =>
        file.Cipher.Blind("seen id", [.. envelope.Sender.ToArray(), .. envelope.MessageId?.ToArray() ?? []]);
}
