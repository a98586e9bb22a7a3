using System.Security.Cryptography;

namespace Sdtp.Crypto.Primitives;

/// <summary>HMAC with SHA-256 (RFC 2104), whole 32-byte tags only.</summary>
internal static class HmacSha256
{
    internal const int TagLength = HMACSHA256.HashSizeInBytes;

    internal static byte[] Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message) => HMACSHA256.HashData(key, message);
}
