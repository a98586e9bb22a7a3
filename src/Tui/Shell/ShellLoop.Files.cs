using System.Globalization;
using Sdtp.Client;
using Sdtp.Tui.Commands;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Shell;

/// <content>Files that have come in: told about by FETCH when they are whole, written by SAVE.</content>
internal sealed partial class ShellLoop
{
    /// <summary>The files that the person has been told of.</summary>
    private readonly HashSet<long> _toldFiles = [];

    private void Show(ReceivedMessage message)
    {
        var isWhole = message.Content is FileContent { State: FileState.Waiting };
        WriteLines(_format.Message(message, terminal.Columns, isWhole ? "" : "FETCH brings the rest of it"));
    }

    /// <summary>Tells of the files that are whole since the last time, and gives their number.</summary>
    private int TellNewFiles()
    {
        var files = chat.Files.Waiting().Where(entry => _toldFiles.Add(entry.Id)).ToList();
        foreach (var entry in files)
        {
            terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Line(entry)} is here: SAVE {entry.Id} writes it to {SafeText.Line(chat.Files.Folder)}"));
        }

        return files.Count;
    }

    private void ListFiles()
    {
        var files = chat.Files.Waiting();
        foreach (var entry in files)
        {
            terminal.Out.WriteLine(Line(entry));
        }

        terminal.Out.WriteLine(files.Count == 0
            ? "no files wait here"
            : $"SAVE <number> writes one to {SafeText.Line(chat.Files.Folder)}, SAVE <number> <folder> elsewhere.");
    }

    private void SaveFile(ShellLine.Save save)
    {
        var folder = save.Folder is { } typed ? Path.GetFullPath(PathText.Expand(typed)) : null;
        if (chat.Files.Waiting().FirstOrDefault(entry => entry.Id == save.Number) is not { Content: FileContent file } entry)
        {
            throw new CommandFailedException(new Failure(
                ExitCode.Usage,
                string.Create(CultureInfo.InvariantCulture, $"no file {save.Number} waits here"),
                "SAVE alone lists them"));
        }

        var saved = chat.Files.Save(entry.Id, folder);
        terminal.Out.WriteLine(saved.SavedTo is { } path
            ? ChatFormat.Saved(entry.Chat, file, path)
            : throw new CommandFailedException(new Failure(
                ExitCode.Unexpected, SafeText.Line(saved.Message), "it still waits: name another folder, SAVE <number> <folder>")));
    }

    private static string Line(HistoryEntry entry) => ChatFormat.Waiting(entry, (FileContent)entry.Content);
}
