using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Sdtp.Protocol.Wire;

/// <summary>Bounded UTF-8 text fields. Strict: overlong forms, lone surrogates and lengths past the bound are refused.</summary>
internal static class WireText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes <c>length u8 | UTF-8</c>.</summary>
    internal static void WriteShort(ref WireWriter writer, string text, int bytesMax)
    {
        var bytes = Strict.GetBytes(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, bytesMax, nameof(text));
        writer.WriteByte(checked((byte)bytes.Length));
        writer.WriteBytes(bytes);
    }

    /// <summary>Writes <c>length u16 | UTF-8</c>.</summary>
    internal static void WriteLong(ref WireWriter writer, string text, int bytesMax)
    {
        var bytes = Strict.GetBytes(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, bytesMax, nameof(text));
        writer.WriteUInt16(checked((ushort)bytes.Length));
        writer.WriteBytes(bytes);
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

    private static bool TryReadText(ref WireReader reader, int length, int bytesMax, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (length > bytesMax || !reader.TryReadBytes(length, out var bytes) || !System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return false;
        }

        text = Strict.GetString(bytes);
        return true;
    }
}
