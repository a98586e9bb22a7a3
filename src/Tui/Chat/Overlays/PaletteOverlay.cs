using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Overlays;

/// <summary>Something that the palette can do.</summary>
/// <param name="Label">What is matched and shown.</param>
/// <param name="Hint">A word about it.</param>
/// <param name="Pick">Does it.</param>
internal sealed record PaletteEntry(string Label, string Hint, Action Pick);

/// <summary>Type some letters, get a chat or a command.</summary>
/// <param name="entries">What there is.</param>
/// <param name="fallback">What else the typed letters can mean.</param>
/// <param name="title">The title.</param>
/// <param name="nothing">What is said where nothing fits.</param>
internal sealed class PaletteOverlay(
    IReadOnlyList<PaletteEntry> entries,
    Func<string, PaletteEntry?> fallback,
    string title = "Go to",
    string nothing = "nothing fits; a name of 3 to 32 letters starts a chat") : Overlay
{
    private const string Prompt = "> ";
    private const int TypedMax = 64;

    private readonly TextBuffer _typed = new(isMultiline: false, TypedMax);
    private int _picked;
    private int _first;

    internal override string Title { get; } = title;

    internal override int ColumnsWanted => 56;

    internal IReadOnlyList<PaletteEntry> Matches()
    {
        var typed = _typed.Text.Trim();
        var found = entries
            .Select(entry => (Entry: entry, Score: FuzzyMatch.Score(typed, entry.Label)))
            .Where(scored => scored.Score is not null)
            .OrderByDescending(scored => typed.Length == 0 ? 0 : scored.Score)
            .Select(scored => scored.Entry)
            .ToList();
        if (fallback(typed) is { } other)
        {
            found.Add(other);
        }

        return found;
    }

    internal override IReadOnlyList<StyledLine> Lines(int columns, int rows)
    {
        var matches = Matches();
        _picked = Math.Clamp(_picked, 0, Math.Max(0, matches.Count - 1));
        var lines = new List<StyledLine> { new StyledLine(Prompt, Tone.Title).Add(TextWidth.Fit(_typed.Text, columns - 3)) };
        Cursor = (Prompt.Length + TextWidth.Of(_typed.Text[.._typed.Cursor]), 0);
        var room = Math.Min(Math.Max(1, rows - 1), 12);
        _first = Math.Max(0, _picked - room + 1);
        foreach (var (index, entry) in matches.Index().Skip(_first).Take(room))
        {
            var tone = index == _picked ? Tone.Selected : Tone.Normal;
            var faint = index == _picked ? Tone.SelectedFaint : Tone.Faint;
            var label = TextWidth.Fit(entry.Label, columns - 2);
            var hint = TextWidth.Fit(entry.Hint, columns - TextWidth.Of(label) - 4);
            lines.Add(new StyledLine(" " + label + "  ", tone).Add(hint, faint).PadTo(columns, tone));
        }

        if (matches.Count == 0)
        {
            lines.Add(new StyledLine(" " + nothing, Tone.Faint));
        }

        return lines;
    }

    internal override void Press(Stroke stroke)
    {
        switch (stroke.Name)
        {
            case "Up" or "Ctrl-P":
                _picked = Math.Max(0, _picked - 1);
                break;
            case "Down" or "Ctrl-N" or "Tab":
                _picked++;
                break;
            case "Enter":
                Pick(Matches());
                break;
            case "Ctrl-K":
                Close();
                break;
            default:
                if (!LineEditing.Press(_typed, stroke))
                {
                    base.Press(stroke);
                    break;
                }

                _picked = 0;
                break;
        }
    }

    internal override void Paste(string text) => _typed.Insert(text);

    internal override void Click(int row)
    {
        // The first line is what is typed.
        var index = _first + row - 1;
        var matches = Matches();
        if (row > 0 && index < matches.Count)
        {
            _picked = index;
            Pick(matches);
        }
    }

    private void Pick(IReadOnlyList<PaletteEntry> matches)
    {
        Close();
        if (matches.Count > 0)
        {
            matches[Math.Clamp(_picked, 0, matches.Count - 1)].Pick();
        }
    }
}
