using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Tests.Documents;

/// <summary>
/// One worked example of docs/protocol.md. Its bytes are laid out field by field from the grammar in the document, without the codec that
/// they will be held against.
/// </summary>
/// <param name="Name">The word after <c>hex</c> on the block's fence.</param>
/// <param name="Fields">The bytes in order, each with what it is.</param>
internal abstract record Example(string Name, ExampleFields Fields)
{
    private const int BytesPerLine = 32;

    internal byte[] Bytes => [.. Fields.All.SelectMany(part => part.Bytes)];

    /// <summary>The lines of the block: hex, then what it is after a semicolon.</summary>
    internal string Render()
    {
        var text = new StringBuilder();
        foreach (var (bytes, note) in Fields.All)
        {
            for (var at = 0; at < bytes.Length; at += BytesPerLine)
            {
                text.Append(Convert.ToHexStringLower(bytes.AsSpan(at, Math.Min(BytesPerLine, bytes.Length - at))));
                text.Append(at == 0 ? $"  ; {note}\n" : "\n");
            }
        }

        return text.ToString();
    }
}

/// <summary>A whole frame.</summary>
/// <param name="Name">The example's name.</param>
/// <param name="Fields">Its bytes.</param>
/// <param name="Type">The frame's type.</param>
/// <param name="RequestId">The frame's request id.</param>
/// <param name="Message">What the codec must read in it.</param>
internal sealed record FrameExample(string Name, ExampleFields Fields, FrameType Type, uint RequestId, object Message)
    : Example(Name, Fields);

/// <summary>Bytes inside a frame, or that are signed.</summary>
/// <param name="Name">The example's name.</param>
/// <param name="Fields">Its bytes.</param>
/// <param name="Written">What the codec writes for the same values.</param>
internal sealed record PieceExample(string Name, ExampleFields Fields, byte[] Written) : Example(Name, Fields);

/// <summary>Bytes with notes, one field after another.</summary>
internal sealed class ExampleFields
{
    private readonly List<(byte[] Bytes, string Note)> _fields = [];

    internal IReadOnlyList<(byte[] Bytes, string Note)> All => _fields;

    internal ExampleFields U8(byte value, string note) => Raw([value], note);

    internal ExampleFields U16(ushort value, string note)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        return Raw(bytes, note);
    }

    internal ExampleFields U32(uint value, string note)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return Raw(bytes, note);
    }

    internal ExampleFields U64(ulong value, string note)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return Raw(bytes, note);
    }

    internal ExampleFields Text8(string ascii, string note) => U8((byte)ascii.Length, $"{note}: length").TextBytes(ascii, note);

    internal ExampleFields Text16(string text, string note) =>
        U16((ushort)Encoding.UTF8.GetByteCount(text), $"{note}: length").TextBytes(text, note);

    internal ExampleFields Raw(byte[] bytes, string note)
    {
        _fields.Add((bytes, note));
        return this;
    }

    /// <summary>The fields of a frame around these as its body.</summary>
    internal ExampleFields AsFrame(byte type, string typeName, uint requestId)
    {
        var bodyBytes = _fields.Sum(part => part.Bytes.Length);
        var frame = new ExampleFields()
            .U32((uint)(5 + bodyBytes), $"length: {(5 + bodyBytes).ToString(CultureInfo.InvariantCulture)} bytes follow")
            .U8(type, $"type: {typeName}")
            .U32(requestId, requestId == 0 ? "request id: none" : "request id");
        frame._fields.AddRange(_fields);
        return frame;
    }

    private ExampleFields TextBytes(string text, string note) =>
        text.Length == 0 ? this : Raw(Encoding.UTF8.GetBytes(text), $"{note}: \"{text}\"");
}
