using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Sdtp.Protocol.Wire;

/// <summary>Bounded UTF-8 text fields. Reading is strict: overlong forms, surrogates and lengths past the bound are refused.</summary>
internal static class WireText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Bytes of a text that must be well-formed.</summary>
    internal static int ByteCount(string text) => Strict.GetByteCount(text);

    /// <summary>Bytes of what <see cref="WriteClipped"/> keeps of a text.</summary>
    internal static int ClippedByteCount(string text, int bytesMax) => Encoding.UTF8.GetByteCount(Clip(text, bytesMax));

    /// <summary>Writes <c>length u8 | UTF-8</c>.</summary>
    internal static void WriteShort(ref WireWriter writer, string text, int bytesMax)
    {
        var length = Strict.GetByteCount(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, bytesMax, nameof(text));
        writer.WriteByte(checked((byte)length));
        Strict.GetBytes(text, writer.Take(length));
    }

    /// <summary>
    /// Writes <c>length u16 | UTF-8</c>, clipped to the bound and with lone surrogates replaced: the report of a failure must never fail
    /// itself.
    /// </summary>
    internal static void WriteClipped(ref WireWriter writer, string text, int bytesMax)
    {
        var clipped = Clip(text, bytesMax);
        var length = Encoding.UTF8.GetByteCount(clipped);
        writer.WriteUInt16(checked((ushort)length));
        Encoding.UTF8.GetBytes(clipped, writer.Take(length));
    }

    internal static bool TryReadShort(ref WireReader reader, int bytesMax, [NotNullWhen(true)] out string? text)
    {
        text = null;
        return reader.TryReadByte(out var length) && TryReadText(ref reader, length, bytesMax, out text);
    }

    internal static bool TryReadLong(ref WireReader reader, int bytesMax, [NotNullWhen(true)] out string? text)
    {
        text = null;
        return reader.TryReadUInt16(out var length) && TryReadText(ref reader, length, bytesMax, out text);
    }

    private static ReadOnlySpan<char> Clip(string text, int bytesMax)
    {
        // One UTF-16 unit never takes more than three bytes, so that the usual short text is not walked.
        if (text.Length <= bytesMax / 3)
        {
            return text;
        }

        var rest = text.AsSpan();
        var bytes = 0;
        while (!rest.IsEmpty)
        {
            // A lone surrogate decodes as the replacement character, which is also what will be written for it.
            Rune.DecodeFromUtf16(rest, out var rune, out var consumed);
            bytes += rune.Utf8SequenceLength;
            if (bytes > bytesMax)
            {
                break;
            }

            rest = rest[consumed..];
        }

        return text.AsSpan(0, text.Length - rest.Length);
    }

    private static bool TryReadText(ref WireReader reader, int length, int bytesMax, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (length > bytesMax || !reader.TryReadBytes(length, out var bytes) || !Utf8.IsValid(bytes))
        {
            return false;
        }

        text = Strict.GetString(bytes);
        return true;
    }
}
