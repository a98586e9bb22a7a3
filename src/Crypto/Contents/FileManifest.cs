using System.Text;
using System.Text.Unicode;

namespace Sdtp.Crypto.Contents;

/// <summary>
/// What every part of a file says about the whole: two parts of one transfer say the same. The name is as the sender wrote it, and may be
/// meant to harm: make it safe before a file system or a terminal sees it.
/// </summary>
/// <param name="Transfer">What holds the parts together.</param>
/// <param name="Hash">SHA-256 of the whole file.</param>
/// <param name="SizeBytes">Size of the whole file, 0 to <see cref="SizeBytesMax"/>.</param>
/// <param name="Name">The name, 1 to <see cref="NameBytesMax"/> bytes of UTF-8.</param>
public sealed record FileManifest(TransferId Transfer, FileHash Hash, int SizeBytes, string Name)
{
    /// <summary>The largest file: 10 MiB.</summary>
    public const int SizeBytesMax = 10 * 1_024 * 1_024;

    /// <summary>Most bytes of UTF-8 in a name.</summary>
    public const int NameBytesMax = 255;

    /// <summary>Bytes of the file in each part but the last.</summary>
    public const int PartBytes = 65_024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The number of parts, 1 to 162; an empty file has one without bytes.</summary>
    public int Parts => Math.Max(1, (SizeBytes + PartBytes - 1) / PartBytes);

    /// <summary>The bytes of the file that a part holds.</summary>
    /// <param name="part">The part, from 0.</param>
    public Range RangeOf(int part)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(part);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(part, Parts);
        var start = part * PartBytes;
        return start..Math.Min(SizeBytes, start + PartBytes);
    }

    /// <summary>Whether a size and a name can be sent at all.</summary>
    /// <param name="sizeBytes">The size.</param>
    /// <param name="name">The name.</param>
    public static bool IsSendable(long sizeBytes, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return sizeBytes is >= 0 and <= SizeBytesMax && TryEncodeName(name) is not null;
    }

    /// <summary>The name in UTF-8; null where it is empty, too long, or holds half of a surrogate pair.</summary>
    internal static byte[]? TryEncodeName(string name)
    {
        try
        {
            return Strict.GetBytes(name) is { Length: >= 1 and <= NameBytesMax } bytes ? bytes : null;
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The name that strict UTF-8 stands for; null where it is none.</summary>
    internal static string? TryDecodeName(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 0 && Utf8.IsValid(bytes) ? Strict.GetString(bytes) : null;
}
