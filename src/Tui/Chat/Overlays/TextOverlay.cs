using Sdtp.Tui.Chat.Presentation;

namespace Sdtp.Tui.Chat.Overlays;

/// <summary>Lines to read, with keys that answer. Long ones scroll.</summary>
internal class TextOverlay(
    string title, Func<int, IReadOnlyList<StyledLine>> content, params IReadOnlyList<OverlayChoice> choices) : Overlay
{
    private int _first;
    private int _shown = 1;
    private int _total;

    internal override string Title { get; } = title;

    internal override int ColumnsWanted => 70;

    internal override IReadOnlyList<StyledLine> Lines(int columns, int rows)
    {
        var footer = Footer(columns);
        _shown = Math.Max(1, rows - footer.Count);
        var all = Content(columns, _shown);
        _total = all.Count;
        _first = Math.Clamp(_first, 0, Math.Max(0, _total - _shown));
        return [.. all.Skip(_first).Take(_shown), .. footer];
    }

    internal override void Press(Stroke stroke)
    {
        switch (stroke.Name)
        {
            case "Up" or "k":
                _first--;
                return;
            case "Down" or "j":
                _first++;
                return;
            case "PageUp":
                _first -= _shown;
                return;
            case "PageDown" or " ":
                _first += _shown;
                return;
        }

        if (choices.FirstOrDefault(choice => choice.Key.Equals(stroke.Name, StringComparison.OrdinalIgnoreCase)) is { } chosen)
        {
            Close();
            chosen.Pick();
        }
        else if (choices.Count == 0 && stroke.Name is "Enter" or "F1" or "q")
        {
            Close();
        }
        else
        {
            base.Press(stroke);
        }
    }

    /// <summary>What there is to read, for a room; more rows than that scroll.</summary>
    private protected virtual IReadOnlyList<StyledLine> Content(int columns, int rows) => content(columns);

    private List<StyledLine> Footer(int columns)
    {
        var words = choices.Count == 0
            ? "Esc closes"
            : string.Join("   ", choices.Select(choice => $"{choice.Key}: {choice.Label}").Append("Esc: not now"));
        return [StyledLine.Empty, .. TextWrap.Lines(words, columns).Select(line => new StyledLine(line, Tone.Title))];
    }
}

/// <summary>A key that answers a question.</summary>
internal sealed record OverlayChoice(string Key, string Label, Action Pick);
