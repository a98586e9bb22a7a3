using Sdtp.Tui.Chat.Presentation;

namespace Sdtp.Tui.Chat.Overlays;

/// <summary>Lines to read, with keys that answer. Long ones scroll.</summary>
internal class TextOverlay(
    string title, Func<int, IReadOnlyList<StyledLine>> content, params IReadOnlyList<OverlayChoice> choices) : Overlay
{
    // As wide as each other, so that the room for the text stays the same from page to page.
    private const string MoreBelow = "   \u2193 more";
    private const string MoreAbove = "   \u2191 back";

    private int _first;
    private int _shown = 1;

    internal override string Title { get; } = title;

    internal override int ColumnsWanted => 70;

    /// <summary>Whether it asks nothing.</summary>
    internal bool IsToRead => choices.Count == 0;

    internal override IReadOnlyList<StyledLine> Lines(int columns, int rows)
    {
        var footer = Footer(columns, "");
        _shown = Math.Max(1, rows - footer.Count);
        var all = Content(columns, _shown);
        if (all.Count > _shown)
        {
            _shown = Math.Max(1, rows - Footer(columns, MoreBelow).Count);
            footer = Footer(columns, _first + _shown < all.Count ? MoreBelow : MoreAbove);
        }

        _first = Math.Clamp(_first, 0, Math.Max(0, all.Count - _shown));
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

    private List<StyledLine> Footer(int columns, string more)
    {
        var words = choices.Count == 0
            ? "Esc closes"
            : string.Join("   ", choices.Select(choice => $"{choice.Key}: {choice.Label}").Append("Esc: not now"));
        var lines = TextWrap.Lines(words, columns).ToList();
        if (TextWidth.Of(lines[^1] + more) <= columns)
        {
            lines[^1] += more;
        }
        else
        {
            lines.Add(more.TrimStart());
        }

        return [StyledLine.Empty, .. lines.Select(line => new StyledLine(line, Tone.Title))];
    }
}

/// <summary>A key that answers a question.</summary>
internal sealed record OverlayChoice(string Key, string Label, Action Pick);
