using System.Security.Cryptography;

namespace Sdtp.Crypto.Sealing;

/// <summary>
/// Where sealing takes its randomness from, so that golden tests can repeat an envelope. Products only use <see cref="SystemEntropy"/>.
/// </summary>
internal interface ISealingEntropy
{
    /// <summary>A fresh key pair for one envelope; the caller disposes it.</summary>
    ECDiffieHellman NewEphemeralKey();

    void FillNonce(Span<byte> nonce);
}

internal sealed class SystemEntropy : ISealingEntropy
{
    internal static SystemEntropy Instance { get; } = new();

    public ECDiffieHellman NewEphemeralKey() => ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

    public void FillNonce(Span<byte> nonce) => RandomNumberGenerator.Fill(nonce);
}
