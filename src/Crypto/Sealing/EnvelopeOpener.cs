using System.Security.Cryptography;
using Sdtp.Crypto.Primitives;
using Sdtp.Protocol;
using Sdtp.Protocol.Envelopes;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;

namespace Sdtp.Crypto.Sealing;

/// <summary>Opens envelopes and verifies who signed them (docs/protocol.md, section 8).</summary>
public static class EnvelopeOpener
{
    private static readonly SenderKeys Senders = new();

    /// <summary>Opens an envelope. Nothing in it makes this method throw.</summary>
    /// <param name="envelope">The whole envelope, as the relay gave it.</param>
    /// <param name="self">The recipient that we are.</param>
    /// <param name="keys">The private sealing keys still held.</param>
    /// <returns>An <see cref="OpenedMessage"/>, or a <see cref="RejectedEnvelope"/> with the reason.</returns>
    public static OpenResult Open(ReadOnlyMemory<byte> envelope, UserId self, ISealingKeyRing keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var bytes = envelope.Span;
        var hash = EnvelopeHash.Of(bytes);
        var rejected = Open(bytes, hash, self, keys, out var message);
        return rejected is { } reason ? new RejectedEnvelope(hash, reason) : message!;
    }

    private static RejectReason? Open(
        ReadOnlySpan<byte> envelope, EnvelopeHash hash, UserId self, ISealingKeyRing keys, out OpenedMessage? message)
    {
        message = null;
        if (Admit(envelope, self, keys, out var header, out var sealingKey) is { } refused)
        {
            return refused;
        }

        // Exactly 65 bytes with a first byte of 4: the runtime itself would also take zero-padded coordinates.
        if (!P256PublicKey.TryImport(envelope[SealedLayout.EphemeralKey], ECDiffieHellman.Create, out var ephemeralKey, out var agreement))
        {
            return RejectReason.BadEphemeralKey;
        }

        using var owned = agreement;
        var plaintext = new byte[envelope[SealedLayout.Ciphertext].Length];
        try
        {
            return Decrypt(envelope, header, sealingKey!, ephemeralKey, agreement, plaintext)
                ?? Verify(envelope, hash, header, sealingKey!, ephemeralKey, plaintext, out message);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <summary>Everything that can be told without a private key's work.</summary>
    private static RejectReason? Admit(
        ReadOnlySpan<byte> envelope, UserId self, ISealingKeyRing keys, out EnvelopeHeader header, out SealingKey? sealingKey)
    {
        header = default;
        sealingKey = null;
        if (envelope.Length > ProtocolLimits.EnvelopeBytesMax)
        {
            return RejectReason.TooLarge;
        }

        if (!EnvelopeHeader.TryRead(envelope, out header))
        {
            return RejectReason.BadHeader;
        }

        if (header.To != self)
        {
            return RejectReason.NotForUs;
        }

        if (!SizeClass.Contains((int)header.BodyBytes - EnvelopeHeader.SealedBodyBytesMin))
        {
            return RejectReason.BadSizeClass;
        }

        sealingKey = keys.Find(header.SealingKeyNumber);
        return sealingKey is null ? RejectReason.UnknownSealingKey : null;
    }

    private static RejectReason? Decrypt(
        ReadOnlySpan<byte> envelope,
        in EnvelopeHeader header,
        SealingKey sealingKey,
        P256PublicKey ephemeralKey,
        ECDiffieHellman agreement,
        Span<byte> plaintext)
    {
        if (sealingKey.TryAgree(agreement) is not { } rawSecret)
        {
            return RejectReason.UnknownSealingKey;
        }

        Span<byte> messageKey = stackalloc byte[AesGcm256.KeyLength];
        try
        {
            MessageKey.Derive(rawSecret, ephemeralKey, header.To, header.SealingKeyNumber, sealingKey.PublicKey, messageKey);
            var opened = AesGcm256.TryOpen(
                messageKey,
                envelope[SealedLayout.Nonce],
                envelope[SealedLayout.Ciphertext],
                envelope[SealedLayout.Tag],
                envelope[SealedLayout.Header],
                plaintext);
            return opened ? null : RejectReason.DecryptionFailed;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(messageKey);
        }
    }

    private static RejectReason? Verify(
        ReadOnlySpan<byte> envelope,
        EnvelopeHash hash,
        in EnvelopeHeader header,
        SealingKey sealingKey,
        P256PublicKey ephemeralKey,
        ReadOnlySpan<byte> plaintext,
        out OpenedMessage? message)
    {
        message = null;
        if (InnerMessage.Read(plaintext, out var inner) is { } malformed)
        {
            return malformed;
        }

        if (Senders.Find(inner.Sender) is not { } sender)
        {
            return RejectReason.BadSenderKey;
        }

        var signed = MessageSignature.SignedBytes(
            envelope[SealedLayout.Header], sender.Key, sealingKey.PublicKey, ephemeralKey, inner.SentAtMs, inner.Type, inner.Content);
        if (!sender.Verify(signed, inner.Signature))
        {
            return RejectReason.BadSignature;
        }

        message = new OpenedMessage(hash)
        {
            Sender = sender.Key,
            SenderId = UserId.Of(sender.Key),
            MessageId = header.MessageId,
            SentAt = DateTimeOffset.FromUnixTimeMilliseconds((long)inner.SentAtMs),
            Type = inner.Type,
            Content = inner.Content.ToArray(),
            SealingKeyNumber = header.SealingKeyNumber,
        };
        return null;
    }
}
