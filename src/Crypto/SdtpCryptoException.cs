namespace Sdtp.Crypto;

/// <summary>
/// What this layer throws where a caller asked for something that cannot be done. Bad input from the network is never an exception here.
/// </summary>
public abstract class SdtpCryptoException : Exception
{
    private protected SdtpCryptoException(string message)
        : base(message)
    {
    }
}

/// <summary>The content does not fit into the largest size class.</summary>
public sealed class ContentTooLargeException : SdtpCryptoException
{
    internal ContentTooLargeException(int contentBytes, int contentBytesMax)
        : base($"The message has {contentBytes:N0} bytes; at most {contentBytesMax:N0} fit into one envelope. Send it in parts.")
    {
        ContentBytes = contentBytes;
        ContentBytesMax = contentBytesMax;
    }

    /// <summary>Bytes in the refused content.</summary>
    public int ContentBytes { get; }

    /// <summary>Most bytes that one envelope holds.</summary>
    public int ContentBytesMax { get; }
}

/// <summary>The recipient's sealing key has expired: look the recipient up again.</summary>
public sealed class SealingKeyExpiredException : SdtpCryptoException
{
    internal SealingKeyExpiredException(uint number)
        : base($"Sealing key {number} has expired. Look the recipient up again; they must come online to publish a new one.") =>
        Number = number;

    /// <summary>The number of the expired key.</summary>
    public uint Number { get; }
}

/// <summary>The ring holds as many sealing keys as it may: the mailbox has not been drained for a very long time.</summary>
public sealed class SealingKeyRingFullException : SdtpCryptoException
{
    internal SealingKeyRingFullException(int keysMax)
        : base($"{keysMax} sealing keys are held already. Fetch all waiting messages, so that old keys can be deleted.")
    {
    }
}

/// <summary>A private key to import is not what it should be: a P-256 key in unencrypted PKCS#8.</summary>
public sealed class KeyFormatException : SdtpCryptoException
{
    internal KeyFormatException(string message)
        : base(message)
    {
    }
}

/// <summary>There is a keystore at that path already, and it was left as it is.</summary>
public sealed class KeystoreExistsException : SdtpCryptoException
{
    internal KeystoreExistsException(string path)
        : base($"{path} exists already and was not overwritten. Open it, or choose another path.") => Path = path;

    /// <summary>The path of the existing keystore.</summary>
    public string Path { get; }
}
