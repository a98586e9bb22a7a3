namespace Sdtp.Tui.Chat.Presentation;

/// <summary>Breaks text into lines of a width: at spaces where there are any, inside a word where it is longer than a line.</summary>
internal static class TextWrap
{
    /// <summary>Breaks one paragraph; never empty. Runs of spaces inside a line stay, those at a break go.</summary>
    internal static IReadOnlyList<string> Lines(string paragraph, int columns)
    {
        if (TextWidth.Of(paragraph) <= columns)
        {
            return [paragraph];
        }

        var lines = new List<string>();
        var rest = paragraph;
        while (rest.Length > 0)
        {
            var (head, tail) = TextWidth.Take(rest, Math.Max(1, columns));
            if (tail.Length > 0 && tail[0] != ' ')
            {
                var space = head.LastIndexOf(' ');
                if (space > 0 && head.AsSpan(0, space).ContainsAnyExcept(' '))
                {
                    tail = rest[(space + 1)..];
                    head = head[..space];
                }
            }

            lines.Add(head.TrimEnd(' ') is { Length: > 0 } trimmed ? trimmed : head);
            rest = tail.TrimStart(' ');
        }

        return lines;
    }
}
