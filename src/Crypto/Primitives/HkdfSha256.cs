using System.Security.Cryptography;

namespace Sdtp.Crypto.Primitives;

/// <summary>HKDF with SHA-256 (RFC 5869), parameters in the order of the RFC with the output last.</summary>
internal static class HkdfSha256
{
    internal static void DeriveKey(ReadOnlySpan<byte> inputKey, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info, Span<byte> output)
    {
        if (output.IsEmpty)
        {
            throw new ArgumentException("A derived key has at least one byte.", nameof(output));
        }

        // The runtime's span overload takes (ikm, output, salt, info): swapped spans compile, and silently derive zeros. Hence the names.
        HKDF.DeriveKey(HashAlgorithmName.SHA256, ikm: inputKey, output: output, salt: salt, info: info);
    }
}
