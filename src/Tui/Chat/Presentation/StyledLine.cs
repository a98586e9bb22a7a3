namespace Sdtp.Tui.Chat.Presentation;

/// <summary>A piece of a line in one tone. The text is harmless and holds no line break.</summary>
internal readonly record struct Span(string Text, Tone Tone);

/// <summary>One line of the screen.</summary>
internal sealed class StyledLine
{
    private readonly List<Span> _spans = [];

    internal StyledLine()
    {
    }

    internal StyledLine(string text, Tone tone = Tone.Normal) => Add(text, tone);

    internal static StyledLine Empty { get; } = new();

    internal IReadOnlyList<Span> Spans => _spans;

    internal int Columns { get; private set; }

    internal string Text => string.Concat(_spans.Select(span => span.Text));

    internal StyledLine Add(string text, Tone tone = Tone.Normal)
    {
        if (text.Length > 0)
        {
            _spans.Add(new Span(text, tone));
            Columns += TextWidth.Of(text);
        }

        return this;
    }

    /// <summary>Fills with blanks up to a column; does nothing beyond it.</summary>
    internal StyledLine PadTo(int columns, Tone tone = Tone.Normal) => Add(new string(' ', Math.Max(0, columns - Columns)), tone);

    internal StyledLine AddAll(StyledLine other)
    {
        foreach (var span in other.Spans)
        {
            Add(span.Text, span.Tone);
        }

        return this;
    }
}
