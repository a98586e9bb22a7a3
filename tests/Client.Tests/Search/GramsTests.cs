using System.Text;
using Sdtp.Client.Search;

namespace Sdtp.Client.Tests.Search;

public sealed class GramsTests
{
    private const int CasedPlanesEnd = 0x2_0000;
    private const int PointsEnd = 0x11_0000;

    [Fact]
    public void Characters_that_are_equal_without_case_have_the_same_run()
    {
        string[][] equal = [["a", "A"], ["\u03C3", "\u03A3"], ["\u03C2", "\u03A3"], ["\u0436", "\u0416"], ["\U00010428", "\U00010400"]];
        string[][] other = [["i", "\u0130"], ["I", "\u0131"], ["k", "\u212A"], ["s", "\u017F"], ["\u00DF", "\u1E9E"], ["\u00E9", "e"]];

        Assert.All(equal, pair => Assert.Equal(RunsOf(pair[0]), RunsOf(pair[1])));
        Assert.All(equal, pair => Assert.Contains(pair[0], pair[1], StringComparison.OrdinalIgnoreCase));
        Assert.All(other, pair => Assert.NotEqual(RunsOf(pair[0]), RunsOf(pair[1])));
        Assert.All(other, pair => Assert.DoesNotContain(pair[0], pair[1], StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_text_in_capitals_has_the_same_runs_wherever_that_is_no_other_text()
    {
        for (var point = 0; point < CasedPlanesEnd; point++)
        {
            var text = point <= char.MaxValue ? ((char)point).ToString() : char.ConvertFromUtf32(point);
            var capital = text.ToUpperInvariant();

            Assert.Equal(text.Equals(capital, StringComparison.OrdinalIgnoreCase), RunsOf(text).SequenceEqual(RunsOf(capital)));
        }
    }

    [Fact]
    public void Beyond_the_first_two_planes_no_character_has_cases()
    {
        for (var point = CasedPlanesEnd; point < PointsEnd; point++)
        {
            Assert.Equal(point, Rune.ToUpperInvariant(new Rune(point)).Value);
        }
    }

    [Fact]
    public void A_text_has_the_runs_of_its_characters_and_what_is_cut_out_of_it_has_no_other()
    {
        Assert.Equal(6, RunsOf("abc").Count);
        Assert.Equal(RunsOf("abc"), RunsOf("ABC"));
        Assert.Equal([RunsOf("\U0001F35C")[0]], Grams.Required("\U0001F35C"));
        Assert.Subset(RunsOf("x\U0001F35Cabc").ToHashSet(), RunsOf("\U0001F35Cab").ToHashSet());
        Assert.Distinct(RunsOf("abcd\u0000\u0301"));
    }

    [Fact]
    public void Halves_of_a_character_ask_for_nothing() =>
        Assert.All(["", "\uD83C", "\uDF5C", "\uDF5C\uD83C"], text => Assert.Empty(Grams.Required(text)));

    [Fact]
    public void A_filter_knows_every_text_that_it_was_made_of_and_hardly_any_other()
    {
        var random = new Random(5);
        var texts = Enumerable.Range(0, 64).Select(_ => Word(random) + " " + Word(random) + " " + Word(random)).ToArray();

        var filter = GramFilter.Of(texts);

        Assert.All(texts, text => Assert.True(new GramFilter(filter).MayHold(Grams.Required(text[3..12].ToUpperInvariant()))));
        Assert.InRange(Enumerable.Range(0, 1_000).Count(_ => new GramFilter(filter).MayHold(Grams.Required(Word(random)))), 0, 50);
    }

    [Fact]
    public void A_filter_is_as_long_as_its_texts_need_and_never_longer_than_the_limit()
    {
        var random = new Random(6);
        var flood = Enumerable.Range(0, 64)
            .Select(_ => string.Concat(Enumerable.Range(0, 5_000).Select(_ => (char)random.Next(0xAC00, 0xD7A0))));

        Assert.Equal(64, GramFilter.Of(["ok", "ok"]).Length);
        Assert.Equal(GramFilter.LengthBytesMax, GramFilter.Of(flood).Length);
        Assert.All(GramFilter.Of([]), bits => Assert.Equal(0, bits));
    }

    private static List<ulong> RunsOf(string text)
    {
        var runs = new List<ulong>();
        Grams.Collect(text, runs);
        return runs;
    }

    private static string Word(Random random)
    {
        var word = new StringBuilder();
        for (var i = 0; i < 9; i++)
        {
            word.Append((char)random.Next('a', 'z' + 1));
        }

        return word.ToString();
    }
}
