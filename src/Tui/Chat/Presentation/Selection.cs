using System.Text;

namespace Sdtp.Tui.Chat.Presentation;

/// <summary>What the mouse has marked, in cells of the screen: from where the button went down to where the pointer is.</summary>
internal sealed record Selection((int Column, int Row) From, (int Column, int Row) To)
{
    private (int Column, int Row) First => IsBefore(From, To) ? From : To;

    private (int Column, int Row) Last => IsBefore(From, To) ? To : From;

    /// <summary>The line with its marked part in another tone.</summary>
    internal PlacedLine Mark(PlacedLine placed)
    {
        var (from, to) = ColumnsOf(placed);
        if (to <= from)
        {
            return placed;
        }

        var line = new StyledLine();
        foreach (var span in placed.Line.Spans)
        {
            foreach (var character in TextWidth.Characters(span.Text))
            {
                line.Add(character, line.Columns >= from && line.Columns < to ? Tone.Match : span.Tone);
            }
        }

        return placed with { Line = line };
    }

    /// <summary>The marked text of lines, each without blanks at its end.</summary>
    internal string TextOf(IEnumerable<PlacedLine> lines)
    {
        var texts = new List<string>();
        foreach (var placed in lines.Where(placed => placed.Row >= First.Row && placed.Row <= Last.Row))
        {
            var (from, to) = ColumnsOf(placed);
            var text = new StringBuilder();
            var at = 0;
            foreach (var character in TextWidth.Characters(placed.Line.Text))
            {
                text.Append(at >= from && at < to ? character : "");
                at += TextWidth.Of(character);
            }

            texts.Add(text.ToString().TrimEnd());
        }

        return string.Join('\n', texts).Trim('\n');
    }

    /// <summary>The columns of a line that are marked, counted from its own start.</summary>
    private (int From, int To) ColumnsOf(PlacedLine placed)
    {
        if (placed.Row < First.Row || placed.Row > Last.Row)
        {
            return (0, 0);
        }

        var from = placed.Row == First.Row ? First.Column - placed.Column : 0;
        var to = placed.Row == Last.Row ? Last.Column - placed.Column + 1 : int.MaxValue;
        return (Math.Max(0, from), Math.Max(0, to));
    }

    private static bool IsBefore((int Column, int Row) one, (int Column, int Row) other) =>
        one.Row < other.Row || (one.Row == other.Row && one.Column <= other.Column);
}
