using System.Diagnostics.CodeAnalysis;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Wire;

namespace Sdtp.Crypto.Contents;

/// <summary>
/// One part of a file (content type 3; docs/protocol.md, section 8.6). Each part says what the whole is, so that they may come in any order
/// and none of them is a beginning that must not be lost.
/// </summary>
public sealed class FilePartContent : MessageContent
{
    private const int NameLengthOffset = TransferId.Length + FileHash.Length + sizeof(uint) + sizeof(ushort);

    private FilePartContent(FileManifest manifest, int part, ReadOnlyMemory<byte> bytes)
        : base(ContentType.FilePart)
    {
        Manifest = manifest;
        Part = part;
        Bytes = bytes;
    }

    /// <summary>What the whole file is.</summary>
    public FileManifest Manifest { get; }

    /// <summary>Which part this is, from 0.</summary>
    public int Part { get; }

    /// <summary>The bytes of the part, exactly as many as <see cref="FileManifest.RangeOf"/> says.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>
    /// Writes a part as content: <c>transferId 16 | sha256 32 | size u32 | part u16 | nameLength u8 | name | bytes</c>.
    /// </summary>
    /// <param name="manifest">What the whole file is.</param>
    /// <param name="part">Which part, from 0.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <exception cref="ArgumentException">The manifest breaks a limit, or the bytes are not those of a part.</exception>
    public static byte[] Encode(FileManifest manifest, int part, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (!FileManifest.IsSendable(manifest.SizeBytes, manifest.Name) || FileManifest.TryEncodeName(manifest.Name) is not { } name)
        {
            throw new ArgumentException("The size or the name cannot be sent.", nameof(manifest));
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, LengthOf(manifest, part), nameof(bytes));
        var content = new byte[NameLengthOffset + 1 + name.Length + bytes.Length];
        var writer = new WireWriter(content);
        writer.WriteBytes(manifest.Transfer.ToArray());
        writer.WriteBytes(manifest.Hash.ToArray());
        writer.WriteUInt32((uint)manifest.SizeBytes);
        writer.WriteUInt16((ushort)part);
        writer.WriteByte((byte)name.Length);
        writer.WriteBytes(name);
        writer.WriteBytes(bytes);
        return content;
    }

    internal static bool TryDecode(ReadOnlySpan<byte> content, [NotNullWhen(true)] out FilePartContent? part)
    {
        part = null;
        var reader = new WireReader(content);
        if (!reader.TryReadBytes(TransferId.Length, out var transfer)
            || !reader.TryReadBytes(FileHash.Length, out var hash)
            || !reader.TryReadUInt32(out var size)
            || !reader.TryReadUInt16(out var number)
            || !reader.TryReadByte(out var nameLength)
            || !reader.TryReadBytes(nameLength, out var nameBytes)
            || size > FileManifest.SizeBytesMax
            || FileManifest.TryDecodeName(nameBytes) is not { } name)
        {
            return false;
        }

        // The exact length: a part that is short or long would leave a hole, or hide bytes that are signed and never looked at.
        var manifest = new FileManifest(new TransferId(transfer), new FileHash(hash), (int)size, name);
        if (number >= manifest.Parts
            || reader.Remaining != LengthOf(manifest, number)
            || !reader.TryReadBytes(reader.Remaining, out var bytes))
        {
            return false;
        }

        part = new FilePartContent(manifest, number, bytes.ToArray());
        return true;
    }

    private static int LengthOf(FileManifest manifest, int part) => manifest.RangeOf(part).GetOffsetAndLength(manifest.SizeBytes).Length;
}
