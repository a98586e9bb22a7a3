using System.Globalization;
using Sdtp.Client;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Presentation;

/// <summary>The line below a file's name: a bar while it moves, and what can be done when it is here. Pure.</summary>
internal static class FileRow
{
    private const int BarColumnsMax = 24;
    private const int BarColumnsMin = 6;

    /// <summary>The line for a room; null where the name says enough.</summary>
    internal static StyledLine? Line(ChatFile file, int columns) => file.State switch
    {
        FileState.Sending or FileState.Receiving => Bar(file, State(file)!, ToneOf(file), columns),
        FileState.Waiting => Words("waiting: Enter or /save saves it", Tone.Good, columns),
        FileState.Saved => Words($"saved to {Tail(file.SavedTo ?? "a file", columns - "saved to ".Length)}", Tone.Faint, columns),
        FileState.Discarded => Words("discarded", Tone.Faint, columns),
        FileState.Cancelled => Words("cancelled", Tone.Faint, columns),
        FileState.Damaged => Words("arrived damaged, and was thrown away", Tone.Error, columns),
        FileState.Expired => Words("given up after 30 days", Tone.Error, columns),
        _ => null,
    };

    /// <summary>How far a file has come, in words; null where it does not move.</summary>
    internal static string? State(ChatFile file) => file switch
    {
        { State: FileState.Sending, IsPaused: true } => "paused, their mailbox is full",
        { State: FileState.Sending, PartsDone: 0 } => "waits to be sent",
        { State: FileState.Sending } => Percent("sending", file),
        { State: FileState.Receiving } => Percent("receiving", file),
        _ => null,
    };

    private static Tone ToneOf(ChatFile file) => file switch
    {
        { State: FileState.Receiving } => Tone.Theirs,
        { IsPaused: true } or { PartsDone: 0 } => Tone.Warning,
        _ => Tone.Own,
    };

    private static string Percent(string verb, ChatFile file) =>
        string.Create(CultureInfo.InvariantCulture, $"{verb} {file.Percent} %");

    private static StyledLine Bar(ChatFile file, string words, Tone tone, int columns)
    {
        var room = Math.Min(BarColumnsMax, columns - TextWidth.Of(words) - 1);
        if (room < BarColumnsMin)
        {
            return Words(words, tone, columns);
        }

        var full = room * file.PartsDone / file.Parts;
        return new StyledLine(new string('\u2588', full), tone).Add(new string('\u2591', room - full), Tone.Faint).Add(" " + words, tone);
    }

    private static StyledLine Words(string words, Tone tone, int columns) => new(TextWidth.Fit(words, columns), tone);

    /// <summary>The end of a path, which says more than its beginning.</summary>
    private static string Tail(string path, int columns)
    {
        var shown = path;
        while (TextWidth.Of(shown) > Math.Max(1, columns - 1) && shown.Length > 1)
        {
            shown = shown[TextWidth.Characters(shown).First().Length..];
        }

        return shown.Length == path.Length ? path : "\u2026" + shown;
    }
}
