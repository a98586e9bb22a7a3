namespace Sdtp.Crypto.Sealing;

/// <summary>The private sealing keys that are still held.</summary>
public interface ISealingKeyRing
{
    /// <summary>The key of that number, or null when it was never made here or has been deleted.</summary>
    /// <param name="number">The number from an envelope's header.</param>
    SealingKey? Find(uint number);
}
