using Sdtp.Protocol.Envelopes;
using Sdtp.Protocol.Keys;

namespace Sdtp.Crypto.Sealing;

/// <summary>Where the parts of a sealed envelope lie: <c>header 60 | ephemeralPublicKey 65 | nonce 12 | ciphertext | tag 16</c>.</summary>
internal static class SealedLayout
{
    private const int EphemeralKeyEnd = EnvelopeHeader.Length + P256PublicKey.Length;
    private const int NonceEnd = EphemeralKeyEnd + EnvelopeHeader.NonceLength;

    internal static readonly Range Header = ..EnvelopeHeader.Length;
    internal static readonly Range EphemeralKey = EnvelopeHeader.Length..EphemeralKeyEnd;
    internal static readonly Range Nonce = EphemeralKeyEnd..NonceEnd;
    internal static readonly Range Ciphertext = NonceEnd..^EnvelopeHeader.TagLength;
    internal static readonly Range Tag = ^EnvelopeHeader.TagLength..;
}
