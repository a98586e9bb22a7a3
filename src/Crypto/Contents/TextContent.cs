using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using Sdtp.Crypto.Sealing;

namespace Sdtp.Crypto.Contents;

/// <summary>
/// Text (content type 1): UTF-8 (RFC 3629), strict both ways. Control characters are allowed here and are the display's to defuse.
/// </summary>
public sealed class TextContent : MessageContent
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private TextContent(string text)
        : base(ContentType.Text) => Text = text;

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>Writes text as content; false when it has half of a surrogate pair, which UTF-8 cannot carry.</summary>
    /// <param name="text">The text.</param>
    /// <param name="content">The UTF-8 bytes; whether they fit is <see cref="EnvelopeSealer"/>'s to say.</param>
    public static bool TryEncode(string text, [NotNullWhen(true)] out byte[]? content)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            content = Strict.GetBytes(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            content = null;
            return false;
        }
    }

    internal static bool TryDecode(ReadOnlySpan<byte> content, [NotNullWhen(true)] out TextContent? text)
    {
        // Strict: a lenient decoder shows two different signed messages as the same text.
        text = Utf8.IsValid(content) ? new TextContent(Strict.GetString(content)) : null;
        return text is not null;
    }
}
