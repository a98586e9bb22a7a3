using System.Security.Cryptography;
using Sdtp.Crypto.Sealing;

namespace Sdtp.Crypto.Contents;

/// <summary>SHA-256 of a whole file.</summary>
public readonly record struct FileHash
{
    /// <summary>Length of the hash in bytes.</summary>
    public const int Length = Sha256Value.Length;

    private readonly Sha256Value _value;

    /// <summary>Takes a hash of exactly 32 bytes.</summary>
    /// <param name="bytes">Thirty-two bytes.</param>
    /// <exception cref="ArgumentException">The span is not 32 bytes long.</exception>
    public FileHash(ReadOnlySpan<byte> bytes) => _value = new Sha256Value(bytes, "A FileHash");

    /// <summary>The hash of a file.</summary>
    /// <param name="file">All its bytes.</param>
    public static FileHash Of(ReadOnlySpan<byte> file) => new(SHA256.HashData(file));

    /// <summary>The 32 bytes in a new array.</summary>
    public byte[] ToArray() => _value.ToArray();

    /// <summary>The 64 lower-case hex digits.</summary>
    public override string ToString() => _value.ToHex();
}
