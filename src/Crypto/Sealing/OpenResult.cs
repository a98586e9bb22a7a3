using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;

namespace Sdtp.Crypto.Sealing;

/// <summary>
/// What came of opening an envelope: an <see cref="OpenedMessage"/> or a <see cref="RejectedEnvelope"/>, and nothing else.
/// </summary>
public abstract class OpenResult
{
    private protected OpenResult(EnvelopeHash envelopeHash) => EnvelopeHash = envelopeHash;

    /// <summary>The hash of the envelope, opened or not.</summary>
    public EnvelopeHash EnvelopeHash { get; }
}

/// <summary>
/// A message that was decrypted and whose signature was verified. There is no other way to get one: whoever holds it need not check again.
/// </summary>
public sealed class OpenedMessage : OpenResult
{
    internal OpenedMessage(EnvelopeHash envelopeHash)
        : base(envelopeHash)
    {
    }

    /// <summary>The identity key that signed the message. Whether it belongs to a known contact is the caller's to say.</summary>
    public required P256PublicKey Sender { get; init; }

    /// <summary>SHA-256 of <see cref="Sender"/>.</summary>
    public required UserId SenderId { get; init; }

    /// <summary>The sender's id of this message, signed.</summary>
    public required MessageId MessageId { get; init; }

    /// <summary>When the sender says it was sent. Signed, but only as true as the sender's clock.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>What the content is; may be a number that this version does not know.</summary>
    public required ContentType Type { get; init; }

    /// <summary>The content, as the sender gave it.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Which of the recipient's sealing keys opened it: the record is kept until that key is deleted.</summary>
    public required uint SealingKeyNumber { get; init; }
}

/// <summary>An envelope that was not opened. Nothing in it can be trusted, so only the reason is told.</summary>
public sealed class RejectedEnvelope : OpenResult
{
    internal RejectedEnvelope(EnvelopeHash envelopeHash, RejectReason reason)
        : base(envelopeHash) => Reason = reason;

    /// <summary>Why it was not opened.</summary>
    public RejectReason Reason { get; }
}
