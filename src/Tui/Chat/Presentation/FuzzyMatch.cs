namespace Sdtp.Tui.Chat.Presentation;

/// <summary>How well typed letters fit a candidate: all of them in their order, better at the starts of words and in a row.</summary>
internal static class FuzzyMatch
{
    private const int StartOfText = 16;
    private const int StartOfWord = 8;
    private const int InARow = 4;

    /// <summary>A score, higher is better; null when the letters are not all there.</summary>
    internal static int? Score(string typed, string candidate)
    {
        var score = 0;
        var at = 0;
        var last = -2;
        foreach (var letter in typed)
        {
            if (char.IsWhiteSpace(letter))
            {
                continue;
            }

            var found = Find(letter, candidate, at);
            if (found < 0)
            {
                return null;
            }

            score += found == 0 ? StartOfText : IsStartOfWord(candidate, found) ? StartOfWord : 0;
            score += found == last + 1 ? InARow : 0;
            last = found;
            at = found + 1;
        }

        // Of two equal fits the shorter is meant.
        return (score * 64) - Math.Min(63, candidate.Length);
    }

    private static int Find(char letter, string candidate, int from)
    {
        for (var i = from; i < candidate.Length; i++)
        {
            if (char.ToUpperInvariant(candidate[i]) == char.ToUpperInvariant(letter))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsStartOfWord(string candidate, int at) =>
        at > 0 && (!char.IsLetterOrDigit(candidate[at - 1]) || (char.IsUpper(candidate[at]) && char.IsLower(candidate[at - 1])));
}
