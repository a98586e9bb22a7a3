namespace Sdtp.Crypto.Sealing;

/// <summary>What the content of a message is. Any other number is shown as unsupported and acknowledged.</summary>
public enum ContentType : ushort
{
    /// <summary>UTF-8 text.</summary>
    Text = 1,

    /// <summary>A receipt for many message ids of one conversation.</summary>
    Receipt = 2,

    /// <summary>One part of a file.</summary>
    FilePart = 3,
}
