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
    internal UserId UserId { get; } = UserId.Of(PublicKey);
}

/// <summary>The pins of usernames and identities, found from either side.</summary>
internal sealed class ContactStore(StoreFile file)
{
    internal PinnedContact? Find(Username name) => Find("SELECT name_key, record FROM contacts WHERE name_key = $1", NameKey(name));

    internal PinnedContact? Find(UserId userId) => Find("SELECT name_key, record FROM contacts WHERE user_key = $1", UserKey(userId));

    /// <summary>Writes a pin in place of whatever stood for the name or for the identity.</summary>
    internal void Put(PinnedContact contact)
    {
        var nameKey = NameKey(contact.Name);
        var record = new ContactRecord
        {
            Name = contact.Name.Display,
            PublicKey = contact.PublicKey.Bytes.ToArray(),
            SealingKeyNumber = contact.SealingKeyNumber,
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

    private PinnedContact? Find(string sql, byte[] key)
    {
        var found = file.Query(sql, r => (NameKey: r.GetFieldValue<byte[]>(0), Record: r.GetFieldValue<byte[]>(1)), key);
        if (found.Count == 0)
        {
            return null;
        }

        var record = file.Unseal(found[0].Record, StoreJson.Default.ContactRecord, found[0].NameKey);
        var presented = record.PresentedKey is { } bytes ? Key(bytes) : null;
        return new PinnedContact(Username.Parse(record.Name), Key(record.PublicKey), record.SealingKeyNumber, presented);
    }

    private byte[] NameKey(Username name) => file.Cipher.Blind("contact name", Encoding.ASCII.GetBytes(name.Folded));

    private byte[] UserKey(UserId userId) => file.Cipher.Blind("contact user", userId.ToArray());
}
