using System.Text;

namespace Sdtp.Tui.Bench.History;

/// <summary>
/// Invented talk that looks like talk to a search: two thousand words, few of them said often and most of them seldom, in lines of one to
/// twenty. The same for the same seed.
/// </summary>
internal sealed class Chatter
{
    /// <summary>What every third line or so has.</summary>
    internal const string Frequent = "the";

    /// <summary>Three words of the middle that are never together.</summary>
    internal string Phrase => $"{_words[300]} {_words[200]} {_words[100]}";

    /// <summary>Common words as they never stand side by side: the worst that one can search for.</summary>
    internal static readonly string FrequentNowhere = string.Join(' ', Enumerable.Repeat(Frequent, LineWordsMax + 1));

    private const int Words = 2_000;
    private const int LineWordsMax = 20;

    private static readonly string[] Onsets =
        ["b", "br", "c", "ch", "d", "f", "g", "h", "k", "l", "m", "n", "p", "pl", "r", "s", "st", "t", "v"];
    private static readonly string[] Vowels = ["a", "e", "i", "o", "u", "ea", "ou"];
    private static readonly string[] Codas = ["", "", "n", "r", "s", "t", "l", "ng", "ck"];

    private readonly Random _random = new(7);
    private readonly string[] _words;

    internal Chatter()
    {
        var made = new HashSet<string>();
        while (made.Count < Words)
        {
            made.Add(string.Concat(Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Pick(Onsets) + Pick(Vowels) + Pick(Codas))));
        }

        _words = [Frequent, .. made.Order(Comparer<string>.Create((a, b) => a.Length - b.Length))];
    }

    internal string Line()
    {
        var line = new StringBuilder();
        for (var left = _random.Next(1, LineWordsMax + 1); left > 0; left--)
        {
            // The n-th word is said about as often as 1/n says.
            var rank = (int)Math.Pow(_words.Length, _random.NextDouble()) - 1;
            line.Append(_words[rank]).Append(left > 1 ? " " : "");
        }

        return line.ToString();
    }

    private string Pick(string[] of) => of[_random.Next(of.Length)];
}
