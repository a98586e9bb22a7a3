using Sdtp.Crypto.Sealing;

namespace Sdtp.Crypto.Contents;

/// <summary>
/// The content of an opened message: <see cref="TextContent"/>, <see cref="ReceiptContent"/>, <see cref="FilePartContent"/>,
/// <see cref="UnsupportedContent"/> or <see cref="MalformedContent"/>.
/// </summary>
public abstract class MessageContent
{
    private protected MessageContent(ContentType type) => Type = type;

    /// <summary>What the sender said it is.</summary>
    public ContentType Type { get; }

    /// <summary>Reads the content of an opened message. Never throws.</summary>
    /// <param name="message">The message.</param>
    public static MessageContent Of(OpenedMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Decode(message.Type, message.Content.Span);
    }

    /// <summary>Reads content of a given type, such as from the local store. Never throws.</summary>
    /// <param name="type">What it is.</param>
    /// <param name="content">The bytes.</param>
    public static MessageContent Decode(ContentType type, ReadOnlySpan<byte> content) => type switch
    {
        ContentType.Text => TextContent.TryDecode(content, out var text) ? text : new MalformedContent(type),
        ContentType.Receipt => ReceiptContent.TryDecode(content, out var receipt) ? receipt : new MalformedContent(type),
        ContentType.FilePart => FilePartContent.TryDecode(content, out var part) ? part : new MalformedContent(type),
        _ => new UnsupportedContent(type),
    };
}

/// <summary>Content that this version cannot show: tell the person so, and acknowledge it.</summary>
public sealed class UnsupportedContent : MessageContent
{
    internal UnsupportedContent(ContentType type)
        : base(type)
    {
    }
}

/// <summary>Content that is not what its type says, though its sender signed it: show that, and acknowledge it.</summary>
public sealed class MalformedContent : MessageContent
{
    internal MalformedContent(ContentType type)
        : base(type)
    {
    }
}
