namespace Sdtp.Crypto.Contents;

/// <summary>What a receipt says has become of messages.</summary>
public enum ReceiptKind : byte
{
    /// <summary>The recipient's client has them on disk.</summary>
    Delivered = 1,

    /// <summary>The recipient has seen them; implies delivered.</summary>
    Read = 2,
}
