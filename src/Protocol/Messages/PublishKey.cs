using System.Diagnostics.CodeAnalysis;
using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Messages;

/// <summary>
/// PUBLISH-KEY: <c>sealing key record 149</c>. Unverified: the record is raw here, so that a bad one gets BAD_SEALING_KEY.
/// </summary>
/// <param name="Record">149 bytes.</param>
public readonly record struct PublishKeyRequest(ReadOnlyMemory<byte> Record) : IWireMessage<PublishKeyRequest>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.PublishKey;

    /// <inheritdoc/>
    public int BodyLength => SealingKeyRecord.Length;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer) => writer.WriteFixed(Record.Span, SealingKeyRecord.Length);

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out PublishKeyRequest message)
    {
        message = body.Length == SealingKeyRecord.Length ? new PublishKeyRequest(body.ToArray()) : default;
        return body.Length == SealingKeyRecord.Length;
    }
}

/// <summary>PUBLISH-KEY's reply: <c>number u32</c>. Publishing the current record again is answered the same way.</summary>
/// <param name="Number">The sealing key number that the relay now hands out.</param>
public readonly record struct PublishKeyReply(uint Number) : IWireMessage<PublishKeyReply>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.PublishKeyReply;

    /// <inheritdoc/>
    public int BodyLength => 4;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer) => writer.WriteUInt32(Number);

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out PublishKeyReply message)
    {
        var reader = new WireReader(body);
        var read = reader.TryReadUInt32(out var number) && reader.IsAtEnd;
        message = new PublishKeyReply(number);
        return read;
    }
}
