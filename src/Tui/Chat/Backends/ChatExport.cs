using System.Globalization;
using System.Text.Json;
using Sdtp.Client;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Chat.Backends;

/// <summary>
/// Writes a chat to a file: text, Markdown or JSON by the file's extension. Never over a file that is there, and page by page: a chat may
/// be longer than the memory.
/// </summary>
internal static class ChatExport
{
    private const int PageMax = 500;
    private const int FlushBytes = 64 * 1_024;

    /// <summary>Writes the file and says what was done. Where that fails half-way no half of a file stays.</summary>
    internal static ExportResult Write(ChatHistory history, string chat, string path)
    {
        BlockingCalls.Announce("A chat was exported");
        var full = Path.GetFullPath(PathText.Expand(path));
        var mode = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            mode.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        FileStream file;
        try
        {
            file = new FileStream(full, mode);
        }
        catch (IOException) when (Path.Exists(full))
        {
            return new ExportResult(false, $"{full} is there already: choose another name. Nothing was written.");
        }
        catch (DirectoryNotFoundException)
        {
            return new ExportResult(false, $"There is no folder {Path.GetDirectoryName(full)}. Nothing was written.");
        }
        catch (UnauthorizedAccessException)
        {
            return new ExportResult(false, $"{full} cannot be written: choose another place. Nothing was written.");
        }

        var count = 0;
        try
        {
            using (file)
            {
                Write(file, Path.GetExtension(full), chat, All(history, chat).Select(entry =>
                {
                    count++;
                    return entry;
                }));
            }
        }
        catch
        {
            File.Delete(full);
            throw;
        }

        return new ExportResult(true, string.Create(
            CultureInfo.InvariantCulture, $"{count:N0} messages written to {full}, readable by you only, not encrypted."));
    }

    private static void Write(FileStream file, string extension, string chat, IEnumerable<HistoryEntry> entries)
    {
        switch (extension.ToUpperInvariant())
        {
            case ".JSON":
                WriteJson(file, entries);
                break;
            case ".MD":
                var said = entries.Select(entry => $"**{Who(chat, entry)}** {Time(entry)}\n\n{Quoted(entry)}\n\n");
                WriteLines(file, said.Prepend($"# {chat}\n\n"));
                break;
            default:
                WriteLines(
                    file,
                    entries.Select(entry => $"[{Time(entry)}] {Who(chat, entry)}: {string.Join("\n    ", SafeText.Lines(Text(entry)))}\n"));
                break;
        }
    }

    private static void WriteLines(FileStream file, IEnumerable<string> parts)
    {
        using var writer = new StreamWriter(file);
        foreach (var part in parts)
        {
            writer.Write(part);
        }
    }

    private static void WriteJson(FileStream file, IEnumerable<HistoryEntry> entries)
    {
        using var writer = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        writer.WriteStartArray();
        foreach (var entry in entries)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", entry.Id);
            writer.WriteString("chat", entry.Chat);
            writer.WriteBoolean("own", entry.IsOwn);
            writer.WriteString("at", Time(entry));
            writer.WriteString("text", Text(entry));
            writer.WriteEndObject();
            if (writer.BytesPending > FlushBytes)
            {
                writer.Flush();
            }
        }

        writer.WriteEndArray();
    }

    private static string Quoted(HistoryEntry entry) => string.Join('\n', SafeText.Lines(Text(entry)).Select(line => "> " + line));

    /// <summary>What there is at the beginning of the export; what arrives meanwhile is for the next one.</summary>
    private static IEnumerable<HistoryEntry> All(ChatHistory history, string chat)
    {
        if (history.Page(chat, long.MaxValue, 1) is not [var newest])
        {
            yield break;
        }

        var after = 0L;
        while (after < newest.Id && history.PageAfter(chat, after, PageMax) is { Count: > 0 } page)
        {
            foreach (var entry in page.Where(entry => entry.Id <= newest.Id))
            {
                yield return entry;
            }

            after = page[^1].Id;
        }
    }

    private static string Who(string chat, HistoryEntry entry) => entry.IsOwn ? MessageFormat.OwnName(chat) : chat;

    private static string Text(HistoryEntry entry) => HistoryFormat.Message(entry).Text;

    private static string Time(HistoryEntry entry) =>
        entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>What has become of an export.</summary>
/// <param name="IsDone">Whether the file is there.</param>
/// <param name="Said">For a person: where, or why not.</param>
internal sealed record ExportResult(bool IsDone, string Said);
