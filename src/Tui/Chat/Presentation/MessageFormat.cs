using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Chat.Presentation;

/// <summary>One message as lines of the message pane. Pure: the same message and width give the same lines.</summary>
internal sealed class MessageFormat(Times times, int columns)
{
    private const string Rest = "; /export writes them all";
    private const int TimeColumns = 6;
    private const int NameColumnsMax = 12;
    private const int StateColumns = 3;
    private const int RoomyFrom = 50;

    private static readonly TimeSpan GroupedWithin = TimeSpan.FromMinutes(5);

    private readonly bool _isRoomy = columns >= RoomyFrom;

    /// <summary>The lines of a message, with the separators that stand above it.</summary>
    /// <param name="name">Who the conversation is with.</param>
    /// <param name="message">The message.</param>
    /// <param name="before">The message above, if there is one.</param>
    /// <param name="isFirstNew">Whether the "new" line stands above it.</param>
    /// <param name="search">What to highlight; null for nothing.</param>
    internal IReadOnlyList<StyledLine> Lines(string name, ChatMessage message, ChatMessage? before, bool isFirstNew, string? search = null)
    {
        var lines = new List<StyledLine>();
        var isNewDay = IsNewDay(message, before);
        if (isNewDay)
        {
            lines.Add(Separator(times.Day(times.DayOf(message.At)), Tone.Faint));
        }

        if (isFirstNew)
        {
            lines.Add(Separator("new", Tone.NewLine));
        }

        if (message.Side == MessageSide.Note)
        {
            AddNote(lines, message);
            return lines;
        }

        var continues = !isNewDay && !isFirstNew && before is { } above && above.Side == message.Side
            && (message.At - above.At).Duration() < GroupedWithin;
        AddText(lines, name, message, continues, search);
        if (message.File is { } file && FileRow.Line(file, Math.Max(1, columns - Indent(name) - StateColumns)) is { } row)
        {
            lines.Add(new StyledLine(new string(' ', Indent(name))).AddAll(row));
        }

        if (message.Failure is { } failure)
        {
            var indent = Indent(name);
            foreach (var line in TextWrap.Lines(SafeText.Line(failure), Math.Max(1, columns - indent - 2)))
            {
                lines.Add(new StyledLine(new string(' ', indent)).Add(line, Tone.Error));
            }
        }

        return lines;
    }

    /// <summary>How many of the lines are separators, and not of the message itself.</summary>
    internal int SeparatorsAbove(ChatMessage message, ChatMessage? before, bool isFirstNew) =>
        (IsNewDay(message, before) ? 1 : 0) + (isFirstNew ? 1 : 0);

    private bool IsNewDay(ChatMessage message, ChatMessage? before) =>
        before is null || times.DayOf(before.At) != times.DayOf(message.At);

    private static (string Mark, Tone Tone) StateOf(ChatMessage message) => message.Side != MessageSide.Own
        ? ("", Tone.Normal)
        : message.Delivery switch
        {
            DeliveryState.Queued => ("\u2026", Tone.Warning),
            DeliveryState.Accepted => ("\u2713", Tone.Faint),
            DeliveryState.Delivered => ("\u2713\u2713", Tone.Faint),
            DeliveryState.Read => ("\u2713\u2022", Tone.Good),
            DeliveryState.Cancelled => ("\u2717", Tone.Faint),
            _ => ("!", Tone.Error),
        };

    /// <summary>What the person is called in a conversation: not what the other side is. No username is as short as the second.</summary>
    internal static string OwnName(string name) => name.Equals("you", StringComparison.OrdinalIgnoreCase) ? "me" : "you";

    private static int NameColumns(string name) => Math.Min(NameColumnsMax, Math.Max(TextWidth.Of(OwnName(name)), TextWidth.Of(name)));

    private int Indent(string name) => _isRoomy ? TimeColumns + NameColumns(name) + 2 : 2;

    private void AddText(List<StyledLine> lines, string name, ChatMessage message, bool continues, string? search)
    {
        var isOwn = message.Side == MessageSide.Own;
        var tone = isOwn ? Tone.Own : Tone.Theirs;
        var speaker = isOwn ? OwnName(name) : name;
        var time = times.TimeOfDay(message.At);
        var indent = Indent(name);
        var head = new StyledLine();
        if (_isRoomy)
        {
            // Only the name has its tone: where that is a line below, blanks would have it too.
            head.Add(time + " ", Tone.Faint).Add(continues ? "" : TextWidth.Fit(speaker, NameColumns(name)), tone).PadTo(indent);
        }
        else
        {
            if (!continues)
            {
                lines.Add(new StyledLine(TextWidth.Fit(speaker, columns - TimeColumns - 1), tone).Add(" " + time, Tone.Faint));
            }

            head.Add("  ");
        }

        var room = Math.Max(1, columns - indent - StateColumns);
        var texts = SafeText.Lines(message.Text, rest: Rest).SelectMany(line => TextWrap.Lines(TextWidth.Settled(line), room)).ToArray();
        if (texts is [""])
        {
            texts = [TextWidth.Fit("(nothing that can be shown)", room)];
        }

        foreach (var (index, text) in texts.Index())
        {
            var line = index == 0 ? head : new StyledLine(new string(' ', indent));
            AddMarked(line, text, search);
            lines.Add(line);
        }

        var (mark, markTone) = StateOf(message);
        if (mark.Length > 0)
        {
            // Where the terminal may draw the text wider than it counts here, a mark at the edge would be pushed over it.
            var place = TextWidth.IsAgreed(texts[^1]) ? columns - StateColumns + 1 : lines[^1].Columns + 2;
            lines[^1].PadTo(Math.Min(place, columns - StateColumns + 1)).Add(mark, markTone);
        }
    }

    private static void AddMarked(StyledLine line, string text, string? search)
    {
        var from = 0;
        while (!string.IsNullOrEmpty(search) && text.IndexOf(search, from, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
        {
            line.Add(text[from..at]).Add(text.Substring(at, search.Length), Tone.Match);
            from = at + search.Length;
        }

        line.Add(text[from..]);
    }

    private void AddNote(List<StyledLine> lines, ChatMessage message)
    {
        var paragraphs = SafeText.Lines(message.Text).Select(text => "\u2022 " + TextWidth.Settled(text));
        foreach (var line in paragraphs.SelectMany(text => TextWrap.Lines(text, columns - 2)))
        {
            lines.Add(new StyledLine("  " + line, Tone.Warning));
        }
    }

    private StyledLine Separator(string text, Tone tone)
    {
        var label = TextWidth.Fit($" {text} ", columns);
        var left = Math.Max(0, (columns - TextWidth.Of(label)) / 2);
        return new StyledLine(new string('\u2500', left) + label, tone).Add(
            new string('\u2500', Math.Max(0, columns - left - TextWidth.Of(label))), tone);
    }
}
