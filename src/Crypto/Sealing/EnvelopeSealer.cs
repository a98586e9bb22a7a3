using System.Security.Cryptography;
using Sdtp.Crypto.Identities;
using Sdtp.Crypto.Primitives;
using Sdtp.Protocol.Envelopes;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;

namespace Sdtp.Crypto.Sealing;

/// <summary>Signs and seals messages (docs/protocol.md, section 8). Keeps no state; safe for use by several threads.</summary>
public sealed class EnvelopeSealer
{
    /// <summary>Most bytes of content in one envelope: the largest size class without the inner fields.</summary>
    public const int ContentBytesMax = SizeClass.Largest - InnerMessage.OverheadBytes;

    private readonly ISealingEntropy _entropy;

    /// <summary>Makes a sealer that takes its randomness from the operating system.</summary>
    public EnvelopeSealer()
        : this(SystemEntropy.Instance)
    {
    }

    internal EnvelopeSealer(ISealingEntropy entropy) => _entropy = entropy;

    /// <summary>
    /// Signs a message and seals it to its recipient. Sealing the same message again gives another envelope: keep the bytes for a retry.
    /// </summary>
    /// <param name="sender">The sender's identity, which signs.</param>
    /// <param name="to">The recipient.</param>
    /// <param name="key">The recipient's current sealing key, verified by the caller under the recipient's identity key.</param>
    /// <param name="id">Unique per sender and recipient.</param>
    /// <param name="sentAt">When it was written, told to the recipient to the millisecond. Not after now: the key is judged by it.</param>
    /// <param name="type">What the content is.</param>
    /// <param name="content">At most <see cref="ContentBytesMax"/> bytes.</param>
    /// <returns>The whole envelope, at most 65,689 bytes.</returns>
    /// <exception cref="ContentTooLargeException">The content does not fit.</exception>
    /// <exception cref="SealingKeyExpiredException">The sealing key is no longer valid at <paramref name="sentAt"/>.</exception>
    public byte[] Seal(
        IdentityKey sender,
        UserId to,
        SealingKeyRecord key,
        MessageId id,
        DateTimeOffset sentAt,
        ContentType type,
        ReadOnlyMemory<byte> content)
    {
        ArgumentNullException.ThrowIfNull(sender);
        ArgumentNullException.ThrowIfNull(key);
        if (!SizeClass.TryFit(InnerMessage.OverheadBytes + content.Length, out var plaintextBytes))
        {
            throw new ContentTooLargeException(content.Length, ContentBytesMax);
        }

        var sentAtMs = UnixTime.ToMs(sentAt);
        if (sentAtMs >= key.ExpiresAtMs)
        {
            throw new SealingKeyExpiredException(key.Number);
        }

        var bodyBytes = EnvelopeHeader.SealedBodyBytesMin + plaintextBytes.Value;
        var envelope = new byte[EnvelopeHeader.Length + bodyBytes];
        new EnvelopeHeader(EnvelopeKind.Sealed, EnvelopeHeader.SuiteP256Aes256Gcm, key.Number, id, to, (uint)bodyBytes).CopyTo(envelope);

        using var ephemeral = _entropy.NewEphemeralKey();
        var ephemeralKey = P256Scalar.PublicKeyOf(ephemeral);
        var signature = sender.Sign(MessageSignature.SignedBytes(
            envelope.AsSpan(SealedLayout.Header), sender.PublicKey, key.PublicKey, ephemeralKey, sentAtMs, type, content.Span));
        var message = new InnerMessage
        {
            Sender = sender.PublicKey.Bytes.Span,
            SentAtMs = sentAtMs,
            Signature = signature,
            Type = type,
            Content = content.Span,
        };
        Encrypt(envelope, message, ephemeral, ephemeralKey, to, key);
        return envelope;
    }

    private void Encrypt(
        byte[] envelope, in InnerMessage message, ECDiffieHellman ephemeral, P256PublicKey ephemeralKey, UserId to, SealingKeyRecord key)
    {
        var ciphertext = envelope.AsSpan(SealedLayout.Ciphertext);
        var nonce = envelope.AsSpan(SealedLayout.Nonce);
        ephemeralKey.Bytes.Span.CopyTo(envelope.AsSpan(SealedLayout.EphemeralKey));
        _entropy.FillNonce(nonce);

        using var recipient = ECDiffieHellman.Create(key.PublicKey.ToParameters());
        Span<byte> messageKey = stackalloc byte[AesGcm256.KeyLength];
        var plaintext = new byte[ciphertext.Length];
        try
        {
            var rawSecret = ephemeral.DeriveRawSecretAgreement(recipient.PublicKey);
            MessageKey.Derive(rawSecret, ephemeralKey, to, key.Number, key.PublicKey, messageKey);
            message.CopyTo(plaintext);
            AesGcm256.Seal(
                messageKey, nonce, plaintext, envelope.AsSpan(SealedLayout.Header), ciphertext, envelope.AsSpan(SealedLayout.Tag));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(messageKey);
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }
}
