using System.Security.Cryptography;
using Sdtp.Protocol.Keys;

namespace Sdtp.Crypto.Sealing;

/// <summary>
/// The public keys of those who have written lately, ready to verify. Importing a key costs more than a verification, and most messages
/// come from few people. That a key is here says nothing about whose it is.
/// </summary>
internal sealed class SenderKeys
{
    /// <summary>Most keys that are kept; the one that came first goes first.</summary>
    internal const int KeysMax = 64;

    private readonly Lock _gate = new();
    private readonly Queue<SenderKey> _keys = new();

    /// <summary>The key with these bytes; null when they are none.</summary>
    internal SenderKey? Find(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            foreach (var known in _keys)
            {
                if (known.Key.Bytes.Span.SequenceEqual(bytes))
                {
                    return known;
                }
            }

            if (!P256PublicKey.TryImport(bytes, ECDsa.Create, out var key, out var verifier))
            {
                return null;
            }

            if (_keys.Count == KeysMax)
            {
                // Not disposed: another thread may be verifying with it.
                _keys.Dequeue();
            }

            var added = new SenderKey(key, verifier);
            _keys.Enqueue(added);
            return added;
        }
    }
}

/// <summary>A public key with the runtime's key object for it.</summary>
internal sealed class SenderKey(P256PublicKey key, ECDsa verifier)
{
    private readonly Lock _gate = new();

    internal P256PublicKey Key => key;

    /// <summary>As <see cref="P256PublicKey.Verify"/>.</summary>
    internal bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        lock (_gate)
        {
            return signature.Length == EcdsaSignature.Length && verifier.VerifyData(
                message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }
}
