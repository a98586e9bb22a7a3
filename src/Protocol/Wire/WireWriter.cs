using System.Buffers.Binary;
using System.Text;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Protocol.Wire;

/// <summary>Writes big-endian fields one after another into a span that is known to be long enough.</summary>
public ref struct WireWriter
{
    private readonly Span<byte> _span;

    /// <summary>Starts at the beginning of a span.</summary>
    /// <param name="span">Where the fields go.</param>
    public WireWriter(Span<byte> span) => _span = span;

    /// <summary>Bytes written so far.</summary>
    public int Written { get; private set; }

    /// <summary>Writes one byte.</summary>
    /// <param name="value">The byte.</param>
    public void WriteByte(byte value) => Take(1)[0] = value;

    /// <summary>Writes a big-endian u16.</summary>
    /// <param name="value">The number.</param>
    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), value);

    /// <summary>Writes a big-endian u32.</summary>
    /// <param name="value">The number.</param>
    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    /// <summary>Writes a big-endian u64.</summary>
    /// <param name="value">The number.</param>
    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Take(8), value);

    /// <summary>Writes bytes without a length.</summary>
    /// <param name="value">The bytes.</param>
    public void WriteBytes(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    /// <summary>Writes a field of fixed width; two wrong widths that cancel out must not pass for a frame of the right length.</summary>
    /// <param name="value">The bytes.</param>
    /// <param name="length">The width that the grammar asks for.</param>
    /// <exception cref="InvalidOperationException">The field has another width.</exception>
    public void WriteFixed(ReadOnlySpan<byte> value, int length)
    {
        if (value.Length != length)
        {
            throw new InvalidOperationException($"A field of {length} bytes was given {value.Length}.");
        }

        WriteBytes(value);
    }

    /// <summary>Writes the 32 bytes of a userID.</summary>
    /// <param name="value">The userID.</param>
    public void WriteUserId(UserId value) => value.CopyTo(Take(UserId.Length));

    /// <summary>Writes the 32 bytes of a serverID.</summary>
    /// <param name="value">The serverID.</param>
    public void WriteServerId(ServerId value) => value.CopyTo(Take(ServerId.Length));

    /// <summary>Writes the 32 bytes of a digest.</summary>
    /// <param name="value">The digest.</param>
    public void WriteFingerprint(Fingerprint value) => value.CopyTo(Take(Fingerprint.Length));

    /// <summary>Writes the 16 bytes of a message id.</summary>
    /// <param name="value">The message id.</param>
    public void WriteMessageId(MessageId value) => value.CopyTo(Take(MessageId.Length));

    /// <summary>Writes <c>length u8 | ASCII</c> as registered; <c>default</c> writes a zero length.</summary>
    /// <param name="value">The username.</param>
    public void WriteUsername(Username value)
    {
        var text = value.ToString();
        WriteByte((byte)text.Length);
        Encoding.ASCII.GetBytes(text, Take(text.Length));
    }

    internal Span<byte> Take(int count)
    {
        var span = _span.Slice(Written, count);
        Written += count;
        return span;
    }
}
