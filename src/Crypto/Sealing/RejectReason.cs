namespace Sdtp.Crypto.Sealing;

/// <summary>
/// Why an envelope was not opened. The numbers are stored by clients and never change; checks run in the order of the numbers.
/// </summary>
public enum RejectReason : byte
{
    /// <summary>More than 65,689 bytes.</summary>
    TooLarge = 1,

    /// <summary>The header is not of version 1, kind 1, suite 1, or its body length is not what follows.</summary>
    BadHeader = 2,

    /// <summary>The header names another recipient.</summary>
    NotForUs = 3,

    /// <summary>The ciphertext is not of a size class.</summary>
    BadSizeClass = 4,

    /// <summary>No private sealing key of that number is held: never made here, or deleted.</summary>
    UnknownSealingKey = 5,

    /// <summary>The ephemeral key is not an uncompressed point on P-256.</summary>
    BadEphemeralKey = 6,

    /// <summary>The authentication tag does not fit: header or body changed, or sealed to another key or recipient.</summary>
    DecryptionFailed = 7,

    /// <summary>An inner field cannot be: a content length past the end, or a time past the year 9999.</summary>
    BadPlaintext = 8,

    /// <summary>A byte after the content is not zero.</summary>
    BadPadding = 9,

    /// <summary>The sender's key is not an uncompressed point on P-256.</summary>
    BadSenderKey = 10,

    /// <summary>The sender did not sign this message to this recipient under this sealing key.</summary>
    BadSignature = 11,
}
