using System.Security.Cryptography;
using Sdtp.Client.Store;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;

namespace Sdtp.Client.Trust;

/// <summary>What the pins say to a contact that the relay names.</summary>
/// <param name="Trust">New, known, or changed.</param>
/// <param name="PinnedUserId">The identity that is pinned.</param>
internal readonly record struct PinVerdict(ContactTrust Trust, UserId PinnedUserId);

/// <summary>
/// Pins a name and an identity to each other on first use, and holds every later answer against that, from both sides: the name must
/// keep its identity and the identity its name.
/// </summary>
internal sealed class PinBook(ClientStore store)
{
    /// <summary>Compares an answer with the pins; pins it when both its name and its identity are new.</summary>
    /// <exception cref="UntrustedReplyException">
    /// The sealing key is older than one seen before, or another one under the same number.
    /// </exception>
    internal PinVerdict Check(VerifiedContact seen) => store.Transact(() =>
    {
        var byName = store.Contacts.Find(seen.Name);
        if (byName is null)
        {
            return store.Contacts.Find(seen.UserId) is null
                ? Pin(seen)
                : new PinVerdict(ContactTrust.KeyChanged, seen.UserId);
        }

        if (byName.UserId != seen.UserId)
        {
            store.Contacts.Put(byName with { PresentedKey = seen.PublicKey });
            return new PinVerdict(ContactTrust.KeyChanged, byName.UserId);
        }

        if (seen.SealingKey.Number < byName.SealingKeyNumber)
        {
            throw new UntrustedReplyException(
                $"The relay gives sealing key {seen.SealingKey.Number} for '{seen.Name}', although number "
                + $"{byName.SealingKeyNumber} was seen before: an old key may be in wrong hands. Nothing was sent.");
        }

        // By what the record says and not by its signature, which its owner may make anew.
        var hash = HashOf(seen.SealingKey);
        if (seen.SealingKey.Number == byName.SealingKeyNumber
            && byName.SealingKeyHash is { } before && !before.AsSpan().SequenceEqual(hash))
        {
            throw new UntrustedReplyException(
                $"The relay gives another sealing key {seen.SealingKey.Number} for '{seen.Name}' than it gave before: one of the two is in "
                + "wrong hands. Nothing was sent. Ask them, over another channel, to make a new key.");
        }

        store.Contacts.Put(byName with
        {
            Name = seen.Name,
            SealingKeyNumber = seen.SealingKey.Number,
            SealingKeyHash = hash,
            PresentedKey = null,
        });
        return new PinVerdict(ContactTrust.Pinned, byName.UserId);
    });

    /// <summary>Whether a change stands open for a name: only a fresh answer of the relay may then be used.</summary>
    internal bool IsBlocked(Username name) => store.Contacts.Find(name) is { PresentedKey: not null };

    /// <summary>Pins what a person has seen and accepted; false when no such change stands open.</summary>
    internal bool TryAccept(Username name, UserId presented) => store.Transact(() =>
    {
        if (store.Contacts.Find(name) is { PresentedKey: { } key } && UserId.Of(key) == presented)
        {
            if (store.Contacts.Find(presented) is { } other && other.Name != name)
            {
                // Pinning it here would silently take it from the name that it stands for.
                return false;
            }

            store.Contacts.Put(new PinnedContact(name, key, SealingKeyNumber: 0, PresentedKey: null));
            return true;
        }

        if (store.Contacts.Find(name) is null && store.Contacts.Find(presented) is { } renamed)
        {
            store.Contacts.Put(renamed with { Name = name });
            return true;
        }

        return false;
    });

    /// <summary>The pinned name of an identity, or null.</summary>
    internal Username? NameOf(UserId userId) => store.Contacts.Find(userId)?.Name;

    /// <summary>Whether a name is pinned to an identity other than this one.</summary>
    internal bool IsTaken(Username name, UserId userId) => store.Contacts.Find(name) is { } pinned && pinned.UserId != userId;

    private static byte[] HashOf(SealingKeyRecord key) =>
        SHA256.HashData(key.ToArray().AsSpan(0, SealingKeyRecord.Length - key.Signature.Length));

    private PinVerdict Pin(VerifiedContact seen)
    {
        store.Contacts.Put(new PinnedContact(seen.Name, seen.PublicKey, seen.SealingKey.Number, PresentedKey: null)
        {
            SealingKeyHash = HashOf(seen.SealingKey),
        });
        return new PinVerdict(ContactTrust.FirstSeen, seen.UserId);
    }
}
