using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Sdtp.Client;

namespace Sdtp.Tui.Presentation;

/// <summary>
/// One JSON object per line, for scripts. Field names are stable. Everything beyond ASCII is escaped, so that a line is harmless on a
/// terminal too.
/// </summary>
internal static class JsonLines
{
    internal static string Contact(Contact contact) => Object(json =>
    {
        json.WriteString("username", contact.Username.Display);
        json.WriteString("userId", contact.UserId.ToString());
        json.WriteString("publicKey", contact.PublicKey.ToString());
        json.WriteString("safetyNumber", contact.SafetyNumber);
        json.WriteString("trust", Camel(contact.Trust));
        json.WriteString("pinnedUserId", contact.PinnedUserId.ToString());
    });

    internal static string Message(ReceivedMessage message) => Object(json =>
    {
        json.WriteNumber("sequence", message.Sequence);
        json.WriteString("messageId", message.MessageId?.ToString());
        json.WriteString("from", message.From.Name is { IsDefault: false } name ? name.Display : null);
        json.WriteString("fromUserId", message.From.UserId.ToString());
        json.WriteString("trust", Camel(message.From.Trust));
        json.WriteString("sentAt", message.SentAt is { } sentAt ? Time(sentAt) : null);
        json.WriteString("storedAt", Time(message.StoredAt));
        switch (message.Content)
        {
            case TextContent text:
                json.WriteString("kind", "text");
                json.WriteString("text", text.Text);
                break;
            case FileContent file:
                json.WriteString("kind", "file");
                json.WriteString("name", file.SafeName);
                json.WriteNumber("sizeBytes", file.SizeBytes);
                break;
            case UnsupportedContent unsupported:
                json.WriteString("kind", "unsupported");
                json.WriteNumber("contentType", unsupported.ContentType);
                break;
            case RejectedContent rejected:
                json.WriteString("kind", "rejected");
                json.WriteString("reason", Camel(rejected.Reason));
                break;
        }
    });

    /// <summary>A file that has been written.</summary>
    internal static string Saved(string from, FileContent file, string path) => Object(json =>
    {
        json.WriteString("kind", "saved");
        json.WriteString("from", from);
        json.WriteString("name", file.SafeName);
        json.WriteNumber("sizeBytes", file.SizeBytes);
        json.WriteString("path", path);
    });

    private static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Camel<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static string Object(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
