using System.Globalization;
using Sdtp.Client;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Tui.Presentation;

/// <summary>How contacts and messages look on a terminal. Pure: values in, lines out.</summary>
internal sealed class ChatFormat(TimeProvider clock)
{
    /// <summary>Set before every further line of a message, so that none can pass for a line of this program.</summary>
    internal const string Continuation = "         | ";

    private const int FoldColumnsMin = 30;
    private const int SafetyGroupsPerRow = 6;
    private const string LabelGap = "        ";

    internal static IReadOnlyList<string> Contact(Contact contact)
    {
        var lines = new List<string>
        {
            $"userID  {contact.UserId}",
            $"key     {contact.PublicKey}",
        };
        var groups = contact.SafetyNumber.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var (index, row) in groups.Chunk(SafetyGroupsPerRow).Index())
        {
            lines.Add((index == 0 ? "safety  " : LabelGap) + string.Join(' ', row));
        }

        if (contact.Trust == ContactTrust.KeyChanged)
        {
            var before = contact.PinnedUserId.ToShortString();
            lines.Add($"WARNING the key of {contact.Username} has changed: it was {before}. Sending is blocked.");
            lines.Add($"        Compare the safety number with them over another channel, then accept {contact.Username}");
        }
        else if (contact.Trust == ContactTrust.FirstSeen)
        {
            lines.Add($"note    first contact: compare the safety number with {contact.Username} over another channel");
        }

        return lines;
    }

    internal static string Sent(Username to, SendReceipt receipt) =>
        string.Create(CultureInfo.InvariantCulture, $"[sent] #{receipt.Sequence} to {to}");

    internal static string Accepted(Contact contact) =>
        $"[accepted] {contact.Username} is {contact.UserId.ToShortString()} from now on";

    internal static string Saved(string from, FileContent file, string path) =>
        $"[saved] {FileFormat.Title(file)} from {SafeText.Line(from)}: {SafeText.Line(path)}";

    /// <summary>A file that waits, under the number that saves it.</summary>
    internal static string Waiting(HistoryEntry entry, FileContent file) =>
        string.Create(CultureInfo.InvariantCulture, $"[file {entry.Id}] {FileFormat.Title(file)} from {SafeText.Line(entry.Chat)}");

    /// <summary>One message as lines.</summary>
    /// <param name="message">The message.</param>
    /// <param name="columns">Cells in a row of the terminal; null where lines are not folded.</param>
    /// <param name="aboutFile">What to do with the message where it is a file; empty for nothing.</param>
    internal IReadOnlyList<string> Message(ReceivedMessage message, int? columns, string aboutFile = "")
    {
        var head = $"[{Time(message.SentAt ?? message.StoredAt)}] ";
        return message.Content switch
        {
            TextContent text => Text($"{head}{Name(message.From)}: ", text.Text, columns),
            FileContent file =>
                [$"{head}{Name(message.From)} sends a file, {FileFormat.Title(file)}{(aboutFile.Length > 0 ? $": {aboutFile}" : "")}"],
            UnsupportedContent unsupported =>
                [$"{head}{Name(message.From)} sent something that this version cannot show (type {unsupported.ContentType})"],
            RejectedContent rejected => [$"{head}a message was refused: {Reason(rejected.Reason)}"],
            _ => throw new ArgumentOutOfRangeException(nameof(message), message.Content, "A content without a form."),
        };
    }

    private static List<string> Text(string head, string text, int? columns)
    {
        var safe = SafeText.Lines(text);
        var lines = new List<string>();
        foreach (var (index, line) in safe.Index())
        {
            var shown = index > 0 ? line : head + (safe is [""] ? "(nothing that can be shown)" : line);
            if (columns is { } width)
            {
                var full = Math.Max(FoldColumnsMin, width);
                var indented = full - Continuation.Length;
                lines.AddRange(CellText.Fold(shown, index == 0 ? full : indented, indented));
            }
            else
            {
                lines.Add(shown);
            }
        }

        return [lines[0], .. lines.Skip(1).Select(line => Continuation + line)];
    }

    internal static string Reason(RejectionReason reason) => reason switch
    {
        RejectionReason.TooLarge => "it is larger than a message can be",
        RejectionReason.BadHeader => "its header is malformed",
        RejectionReason.NotForUs => "it is addressed to somebody else",
        RejectionReason.BadSizeClass => "its length is not one that a message can have",
        RejectionReason.UnknownSealingKey => "it is sealed to a key that this machine does not hold",
        RejectionReason.BadEphemeralKey => "its one-time key is malformed",
        RejectionReason.DecryptionFailed => "it is damaged or forged",
        RejectionReason.BadPlaintext => "it is malformed inside",
        RejectionReason.BadPadding => "its padding is malformed",
        RejectionReason.BadSenderKey => "its sender's key is malformed",
        RejectionReason.BadSignature => "its signature is wrong",
        RejectionReason.SenderMismatch => "its signer is not who the relay says sent it",
        RejectionReason.IdReused => "its id was used before for another message",
        RejectionReason.BadContent => "its content is malformed",
        RejectionReason.TooManyFiles => "it begins a file, and too many wait to be saved already",
        _ => "it cannot be accepted",
    };

    private static string Name(Sender sender) => SafeText.Line(sender.DisplayName);

    /// <summary>Local time; with the date when it is not today's.</summary>
    private string Time(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, clock.LocalTimeZone);
        var format = local.Date == clock.GetLocalNow().Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss";
        return local.ToString(format, CultureInfo.InvariantCulture);
    }
}
