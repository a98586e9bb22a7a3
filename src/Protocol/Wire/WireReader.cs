using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;

namespace Sdtp.Protocol.Wire;

/// <summary>
/// Reads big-endian fields one after another. A method answers false where the bytes do not suffice or break the field's grammar; the body
/// is then bad as a whole, and nothing more may be read from it.
/// </summary>
public ref struct WireReader
{
    private readonly ReadOnlySpan<byte> _span;
    private int _position;

    /// <summary>Starts at the beginning of a span.</summary>
    /// <param name="span">The bytes to read.</param>
    public WireReader(ReadOnlySpan<byte> span) => _span = span;

    /// <summary>True when every byte has been read.</summary>
    public readonly bool IsAtEnd => _position == _span.Length;

    /// <summary>Bytes not yet read.</summary>
    public readonly int Remaining => _span.Length - _position;

    /// <summary>Reads one byte.</summary>
    /// <param name="value">The byte.</param>
    public bool TryReadByte(out byte value)
    {
        var found = TryReadBytes(1, out var bytes);
        value = found ? bytes[0] : default;
        return found;
    }

    /// <summary>Reads a big-endian u16.</summary>
    /// <param name="value">The number.</param>
    public bool TryReadUInt16(out ushort value)
    {
        var found = TryReadBytes(2, out var bytes);
        value = found ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : default;
        return found;
    }

    /// <summary>Reads a big-endian u32.</summary>
    /// <param name="value">The number.</param>
    public bool TryReadUInt32(out uint value)
    {
        var found = TryReadBytes(4, out var bytes);
        value = found ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : default;
        return found;
    }

    /// <summary>Reads a big-endian u64.</summary>
    /// <param name="value">The number.</param>
    public bool TryReadUInt64(out ulong value)
    {
        var found = TryReadBytes(8, out var bytes);
        value = found ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : default;
        return found;
    }

    /// <summary>Reads a run of bytes, which still points into the source.</summary>
    /// <param name="count">How many bytes.</param>
    /// <param name="value">The bytes.</param>
    public bool TryReadBytes(int count, out ReadOnlySpan<byte> value)
    {
        if (count < 0 || count > Remaining)
        {
            value = default;
            return false;
        }

        value = _span.Slice(_position, count);
        _position += count;
        return true;
    }

    /// <summary>Reads a 32-byte userID.</summary>
    /// <param name="value">The userID.</param>
    public bool TryReadUserId(out UserId value)
    {
        var found = TryReadBytes(UserId.Length, out var bytes);
        value = found ? new UserId(bytes) : default;
        return found;
    }

    /// <summary>Reads a 32-byte serverID.</summary>
    /// <param name="value">The serverID.</param>
    public bool TryReadServerId(out ServerId value)
    {
        var found = TryReadBytes(ServerId.Length, out var bytes);
        value = found ? new ServerId(bytes) : default;
        return found;
    }

    /// <summary>Reads a 16-byte message id.</summary>
    /// <param name="value">The message id.</param>
    public bool TryReadMessageId(out MessageId value)
    {
        var found = TryReadBytes(MessageId.Length, out var bytes);
        value = found ? new MessageId(bytes) : default;
        return found;
    }

    /// <summary>Reads a 65-byte point and checks that it lies on the curve.</summary>
    /// <param name="value">The key.</param>
    public bool TryReadPublicKey([NotNullWhen(true)] out P256PublicKey? value)
    {
        value = null;
        return TryReadBytes(P256PublicKey.Length, out var bytes) && P256PublicKey.TryCreate(bytes, out value);
    }

    /// <summary>Reads <c>length u8 | ASCII</c> that must be a username.</summary>
    /// <param name="value">The username.</param>
    public bool TryReadUsername(out Username value) => TryReadOptionalUsername(out value) && !value.IsDefault;

    /// <summary>Reads <c>length u8 | ASCII</c> that may be empty, which gives <c>default</c>.</summary>
    /// <param name="value">The username, or <c>default</c>.</param>
    public bool TryReadOptionalUsername(out Username value)
    {
        value = default;
        return TryReadByte(out var length) && TryReadBytes(length, out var bytes) && (length == 0 || Username.TryRead(bytes, out value));
    }
}
