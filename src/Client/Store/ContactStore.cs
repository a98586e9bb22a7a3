using System.Collections.Concurrent;
using System.Text;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;

namespace Sdtp.Client.Store;

/// <summary>A contact as it is pinned: the name and the identity stand for each other, each for no other.</summary>
/// <param name="Name">The name as registered.</param>
/// <param name="PublicKey">The pinned identity key.</param>
/// <param name="SealingKeyNumber">The highest sealing key number seen.</param>
/// <param name="PresentedKey">Another key that the relay has named since, or null.</param>
internal sealed record PinnedContact(Username Name, P256PublicKey PublicKey, uint SealingKeyNumber, P256PublicKey? PresentedKey)
{
    /// <summary>What that number stood for: the hash of the record without its signature, or null where that was not noted.</summary>
    internal byte[]? SealingKeyHash { get; init; }

    internal UserId UserId { get; } = UserId.Of(PublicKey);
}

/// <summary>The pins of usernames and identities, found from either side.</summary>
internal sealed class ContactStore(StoreFile file)
{
    /// <summary>
    /// What each record said when it was opened last: a pin is asked for with every message, and checking a key costs more than all else
    /// there. It holds for exactly these bytes, so whatever is written, or is not after all, is read anew.
    /// </summary>
    private readonly ConcurrentDictionary<string, (byte[] Record, PinnedContact Contact)> _opened = new();

    internal PinnedContact? Find(Username name) =>
        Demand(Find("SELECT name_key, record FROM contacts WHERE name_key = $1", NameKey(name)), pin => pin.Name == name);

    internal PinnedContact? Find(UserId userId) =>
        Demand(Find("SELECT name_key, record FROM contacts WHERE user_key = $1", UserKey(userId)), pin => pin.UserId == userId);

    /// <summary>Writes a pin in place of whatever stood for the name or for the identity.</summary>
    internal void Put(PinnedContact contact)
    {
        var nameKey = NameKey(contact.Name);
        var record = new ContactRecord
        {
            Name = contact.Name.Display,
            PublicKey = contact.PublicKey.Bytes.ToArray(),
            SealingKeyNumber = contact.SealingKeyNumber,
            SealingKeyHash = contact.SealingKeyHash,
            PresentedKey = contact.PresentedKey?.Bytes.ToArray(),
        };
        file.Execute(
            "INSERT OR REPLACE INTO contacts (name_key, user_key, record) VALUES ($1, $2, $3)",
            nameKey,
            UserKey(contact.UserId),
            file.Seal(record, StoreJson.Default.ContactRecord, nameKey));
    }

    private static P256PublicKey Key(byte[] bytes) =>
        P256PublicKey.TryCreate(bytes, out var key) ? key : throw new StoreDamagedException("A pinned key of the local store is no key.");

    /// <summary>The columns beside a record are not sealed with it, so whoever can write the file could exchange them.</summary>
    private static PinnedContact? Demand(PinnedContact? found, Func<PinnedContact, bool> isAsked) => found is null || isAsked(found)
        ? found
        : throw new StoreDamagedException("A pin of the local store stands in another one's place: the store was changed.");

    private PinnedContact? Find(string sql, byte[] key)
    {
        var found = file.Query(sql, r => (NameKey: r.GetFieldValue<byte[]>(0), Record: r.GetFieldValue<byte[]>(1)), key);
        if (found.Count == 0)
        {
            return null;
        }

        var (nameKey, bytes) = found[0];
        var place = Convert.ToHexString(nameKey);
        if (_opened.TryGetValue(place, out var opened) && opened.Record.AsSpan().SequenceEqual(bytes))
        {
            return opened.Contact;
        }

        var contact = Open(bytes, nameKey);
        _opened[place] = (bytes, contact);
        return contact;
    }

    private PinnedContact Open(byte[] sealedRecord, byte[] nameKey)
    {
        var record = file.Unseal(sealedRecord, StoreJson.Default.ContactRecord, nameKey);
        var presented = record.PresentedKey is { } bytes ? Key(bytes) : null;
        return new PinnedContact(Username.Parse(record.Name), Key(record.PublicKey), record.SealingKeyNumber, presented)
        {
            SealingKeyHash = record.SealingKeyHash,
        };
    }

    private byte[] NameKey(Username name) => file.Cipher.Blind("contact name", Encoding.ASCII.GetBytes(name.Folded));

    private byte[] UserKey(UserId userId) => file.Cipher.Blind("contact user", userId.ToArray());
}
