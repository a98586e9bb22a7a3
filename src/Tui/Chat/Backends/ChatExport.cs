using System.Globalization;
using System.Text;
using System.Text.Json;
using Sdtp.Client;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Chat.Backends;

/// <summary>Writes a chat to a file: text, Markdown or JSON by the file's extension. Never over a file that is there.</summary>
internal static class ChatExport
{
    private const int PageMax = 500;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Without a byte order mark: JSON must not have one (RFC 8259, section 8.1).</summary>
    private static readonly UTF8Encoding Bare = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes the file and says what was done.</summary>
    internal static string Write(ChatHistory history, string chat, string path)
    {
        BlockingCalls.Announce("A chat was exported");
        var entries = All(history, chat);
        var text = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".JSON" => Json(entries),
            ".MD" => Markdown(chat, entries),
            _ => Plain(chat, entries),
        };
        var full = Path.GetFullPath(PathText.Expand(path));
        var mode = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            mode.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using var file = new StreamWriter(full, Bare, mode);
            file.Write(text);
        }
        catch (IOException) when (Path.Exists(full))
        {
            return $"{full} is there already: choose another name. Nothing was written.";
        }
        catch (DirectoryNotFoundException)
        {
            return $"There is no folder {Path.GetDirectoryName(full)}. Nothing was written.";
        }
        catch (UnauthorizedAccessException)
        {
            return $"{full} cannot be written: choose another place. Nothing was written.";
        }

        return string.Create(
            CultureInfo.InvariantCulture, $"{entries.Count:N0} messages written to {full}, readable by you only, not encrypted.");
    }

    internal static string Plain(string chat, IReadOnlyList<HistoryEntry> entries) => string.Concat(
        entries.Select(entry => $"[{Time(entry)}] {Who(chat, entry)}: {string.Join("\n    ", SafeText.Lines(Text(entry)))}\n"));

    internal static string Markdown(string chat, IReadOnlyList<HistoryEntry> entries) =>
        $"# {chat}\n\n" + string.Concat(entries.Select(entry => $"**{Who(chat, entry)}** {Time(entry)}\n\n{Quoted(entry)}\n\n"));

    internal static string Json(IReadOnlyList<HistoryEntry> entries) => JsonSerializer.Serialize(
        entries.Select(entry => new { id = entry.Id, chat = entry.Chat, own = entry.IsOwn, at = Time(entry), text = Text(entry) }),
        Indented);

    private static string Quoted(HistoryEntry entry) => string.Join('\n', SafeText.Lines(Text(entry)).Select(line => "> " + line));

    private static List<HistoryEntry> All(ChatHistory history, string chat)
    {
        var pages = new Stack<IReadOnlyList<HistoryEntry>>();
        var before = long.MaxValue;
        while (history.Page(chat, before, PageMax) is { Count: > 0 } page)
        {
            pages.Push(page);
            before = page[0].Id;
        }

        return [.. pages.SelectMany(page => page)];
    }

    private static string Who(string chat, HistoryEntry entry) => entry.IsOwn ? MessageFormat.OwnName(chat) : chat;

    private static string Text(HistoryEntry entry) => HistoryFormat.Message(entry).Text;

    private static string Time(HistoryEntry entry) =>
        entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
