using System.Diagnostics.CodeAnalysis;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Messages;

/// <summary>
/// HELLO: <c>magic "SDTP" | versionMin u8 | versionMax u8 | features u64 | clientName (u8 length, UTF-8)</c>. This grammar is the same in
/// every version to come, or no two versions could find each other.
/// </summary>
/// <param name="VersionMin">Lowest version the client speaks.</param>
/// <param name="VersionMax">Highest version the client speaks; not below the lowest.</param>
/// <param name="Features">Bit set of optional features asked for; none are defined in version 1.</param>
/// <param name="ClientName">Program and version for the relay's log, at most 64 bytes; may be empty.</param>
public readonly record struct HelloRequest(byte VersionMin, byte VersionMax, ulong Features, string ClientName) : IWireMessage<HelloRequest>
{
    private static ReadOnlySpan<byte> Magic => "SDTP"u8;

    /// <inheritdoc/>
    public static FrameType Type => FrameType.Hello;

    /// <inheritdoc/>
    public int BodyLength => Magic.Length + 1 + 1 + 8 + 1 + WireText.ByteCount(ClientName);

    /// <inheritdoc/>
    public void Write(ref WireWriter writer)
    {
        writer.WriteBytes(Magic);
        writer.WriteByte(VersionMin);
        writer.WriteByte(VersionMax);
        writer.WriteUInt64(Features);
        WireText.WriteShort(ref writer, ClientName, ProtocolLimits.ClientNameBytesMax);
    }

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out HelloRequest message)
    {
        message = default;
        var reader = new WireReader(body);
        if (!reader.TryReadBytes(Magic.Length, out var magic) || !magic.SequenceEqual(Magic)
            || !reader.TryReadByte(out var min)
            || !reader.TryReadByte(out var max)
            || min > max
            || !reader.TryReadUInt64(out var features)
            || !WireText.TryReadShort(ref reader, ProtocolLimits.ClientNameBytesMax, out var name)
            || !reader.IsAtEnd)
        {
            return false;
        }

        message = new HelloRequest(min, max, features, name);
        return true;
    }
}

/// <summary>What a limit told in HELLO is about. A client passes over numbers that it does not know.</summary>
public enum RelayLimit : byte
{
    /// <summary>Seconds that an unacknowledged message is kept.</summary>
    RetentionSeconds = 1,

    /// <summary>Most envelope bytes in a mailbox.</summary>
    MailboxBytes = 2,

    /// <summary>Most messages in a mailbox.</summary>
    MailboxMessages = 3,

    /// <summary>Most envelope bytes that one sender may have in a mailbox.</summary>
    SenderBytes = 4,

    /// <summary>Most messages that one sender may have in a mailbox.</summary>
    SenderMessages = 5,

    /// <summary>Seconds during which a repeated message id is recognised.</summary>
    RetryWindowSeconds = 6,

    /// <summary>Seconds during which a superseded sealing key is still accepted.</summary>
    SupersededKeySeconds = 7,

    /// <summary>Seconds without a frame after which the gateway closes the connection.</summary>
    IdleSeconds = 8,

    /// <summary>Requests that may be unanswered on one connection before the gateway stops reading.</summary>
    PipelinedRequests = 9,

    /// <summary>Lookups per minute of one user, sustained and in one burst.</summary>
    LookupsPerMinute = 10,

    /// <summary>Most messages that a subscriber may have unacknowledged.</summary>
    DeliveryWindow = 11,
}

/// <summary>
/// HELLO's reply: <c>version u8 | features u64 | serverID 32 | serverTime u64 ms | limitCount u8 | limitCount x (limit u8 | value u64)</c>,
/// limits by rising number.
/// </summary>
/// <param name="Version">The version that this connection will speak.</param>
/// <param name="Features">The features granted.</param>
/// <param name="ServerId">The relay's name, shared by all of its gateways.</param>
/// <param name="ServerTimeMs">The relay's clock, Unix milliseconds.</param>
/// <param name="Limits">What this relay allows.</param>
public sealed record HelloReply(
    byte Version, ulong Features, ServerId ServerId, ulong ServerTimeMs, IReadOnlyDictionary<RelayLimit, ulong> Limits)
    : IWireMessage<HelloReply>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.HelloReply;

    /// <inheritdoc/>
    public int BodyLength => 1 + 8 + ServerId.Length + 8 + 1 + (Limits.Count * 9);

    /// <inheritdoc/>
    public void Write(ref WireWriter writer)
    {
        writer.WriteByte(Version);
        writer.WriteUInt64(Features);
        writer.WriteServerId(ServerId);
        writer.WriteUInt64(ServerTimeMs);
        writer.WriteByte(checked((byte)Limits.Count));
        foreach (var (limit, value) in Limits.OrderBy(limit => limit.Key))
        {
            writer.WriteByte((byte)limit);
            writer.WriteUInt64(value);
        }
    }

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out HelloReply? message)
    {
        message = null;
        var reader = new WireReader(body);
        if (!reader.TryReadByte(out var version)
            || !reader.TryReadUInt64(out var features)
            || !reader.TryReadServerId(out var serverId)
            || !reader.TryReadUInt64(out var time)
            || !reader.TryReadByte(out var count)
            || reader.Remaining != count * 9)
        {
            return false;
        }

        var limits = new Dictionary<RelayLimit, ulong>(count);
        var last = -1;
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryReadByte(out var limit) || !reader.TryReadUInt64(out var value) || limit <= last)
            {
                return false;
            }

            limits.Add((RelayLimit)limit, value);
            last = limit;
        }

        message = new HelloReply(version, features, serverId, time, limits);
        return true;
    }
}
