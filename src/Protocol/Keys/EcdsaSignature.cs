namespace Sdtp.Protocol.Keys;

/// <summary>The one signature format of the protocol: ECDSA over P-256 with SHA-256, 64 bytes <c>r | s</c> (IEEE P1363).</summary>
public static class EcdsaSignature
{
    /// <summary>Length of a signature in bytes.</summary>
    public const int Length = 64;
}
