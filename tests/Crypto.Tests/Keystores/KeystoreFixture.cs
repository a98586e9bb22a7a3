using Sdtp.Crypto.Keystores;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Crypto.Tests.Keystores;

/// <summary>What the keystore tests share: one name, one time, and an Argon2id that costs nearly nothing.</summary>
internal static class KeystoreFixture
{
    internal const string Passphrase = "correct horse battery staple";

    internal static readonly KdfParameters Cheap = new() { MemoryKiB = 8, Iterations = 1, Parallelism = 1 };

    internal static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero);

    internal static Keystore NewKeystore() => Keystore.Generate(Username.Parse("Alice.W"), Now);

    /// <summary>A keystore with three sealing keys in different states and a drained mailbox.</summary>
    internal static Keystore NewUsedKeystore()
    {
        var keystore = NewKeystore();
        keystore.SealingKeys.MarkAcknowledged(1, Now.AddHours(1));
        keystore.SealingKeys.AddNew(SealingKeyPolicy.Default, Now.AddDays(8));
        keystore.SealingKeys.AddNew(SealingKeyPolicy.Default, Now.AddDays(16));
        keystore.SealingKeys.MarkAcknowledged(3, Now.AddDays(17));
        keystore.SealingKeys.MarkDrained(Now.AddDays(18));
        return keystore;
    }

    /// <summary>All that a keystore holds, as text to compare.</summary>
    internal static string Describe(Keystore keystore)
    {
        var keys = keystore.SealingKeys.Keys.Select(held =>
            $"{held.Key.Number} {held.Key.PublicKey} {held.Key.CreatedAt:O} {held.Key.ExpiresAt:O} {held.AcknowledgedAt:O}");
        return $"{keystore.Username.Display} {keystore.CreatedAt:O} {keystore.Identity.UserId} {keystore.SealingKeys.DrainedAt:O}\n"
            + string.Join('\n', keys);
    }
}
