using System.Globalization;
using System.Text;
using Spectre.Console.Rendering;

namespace Sdtp.Tui.Presentation;

/// <summary>Text measured in the cells of a terminal.</summary>
internal static class CellText
{
    /// <summary>Cells that the text takes: wide characters take two, marks none.</summary>
    internal static int Width(string text) => new Segment(text).CellCount();

    /// <summary>
    /// Folds one line into rows of at most <paramref name="first"/> and then <paramref name="rest"/> cells, after a word if there is one.
    /// A terminal that folded it itself would start the next row at its left edge, where a peer could imitate a line of this program.
    /// </summary>
    internal static IEnumerable<string> Fold(string line, int first, int rest)
    {
        var columns = first;
        var row = new StringBuilder();
        var width = 0;
        var wordEnd = 0;
        for (var at = 0; at < line.Length;)
        {
            var element = line.Substring(at, StringInfo.GetNextTextElementLength(line, at));
            var cells = Width(element);
            if (width + cells > columns && row.Length > 0)
            {
                var cut = wordEnd > 0 ? wordEnd : row.Length;
                yield return row.ToString(0, cut);
                columns = rest;
                row.Remove(0, cut);
                width = Width(row.ToString());
                wordEnd = 0;
            }

            row.Append(element);
            width += cells;
            wordEnd = element == " " ? row.Length : wordEnd;
            at += element.Length;
        }

        yield return row.ToString();
    }
}
