using System.Globalization;
using System.Text;
using Sdtp.Tui.Presentation;
using Xunit;

namespace Sdtp.Tui.Tests.Presentation;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("Grüße, 漢字, привет, שלום, 😀👍🏽", "Grüße, 漢字, привет, שלום, 😀👍🏽")]
    [InlineData("e\u0301 stays", "e\u0301 stays")]
    [InlineData("\u001b[31mred\u001b[0m", "[31mred[0m")]
    [InlineData("\u001b]0;title\u0007", "]0;title")]
    [InlineData("\u009b31m C1", "31m C1")]
    [InlineData("nul\0bel\u0007bs\b\b\bdel\u007f", "nulbelbsdel")]
    [InlineData("a\tb", "a    b")]
    [InlineData("evil\u202Egnp.exe", "evilgnp.exe")]
    [InlineData("\u2066iso\u2069late\u200E\u200F\u061C", "isolate")]
    [InlineData("ze\u200Bro\u200Cwi\u200Ddth\u2060\uFEFF", "zerowidth")]
    [InlineData("soft\u00ADhyphen", "softhyphen")]
    [InlineData("tag\U000E0041\U000E0042\U000E007F", "tag")]
    [InlineData("fill\u3164er\u115F\u1160\uFFA0", "filler")]
    [InlineData("vs\uFE00\U000E0100", "vs")]
    [InlineData("\u2764\uFE0F", "\u2764\uFE0F")]
    [InlineData("joiner\u034F\u17B5\u180E", "joiner")]
    [InlineData("no\u00A0break\u2003em", "no break em")]
    [InlineData("private\uE000\U000F0000", "private\uFFFD\uFFFD")]
    [InlineData("unassigned\U0003FFFD", "unassigned\uFFFD")]
    [InlineData("\u0301at the start", "\u25CC\u0301at the start")]
    [InlineData("", "")]
    [InlineData("\u001b\u200B", "")]
    public void Hostile_text_becomes_harmless_and_honest_text_stays(string hostile, string harmless) =>
        Assert.Equal([harmless], SafeText.Lines(hostile));

    [Fact]
    public void Half_a_surrogate_pair_becomes_a_replacement_character() =>
        Assert.Equal(["a\uFFFDb\uFFFD"], SafeText.Lines("a\uD83Db\uDE00"));

    [Theory]
    [InlineData("one\ntwo")]
    [InlineData("one\r\ntwo")]
    [InlineData("one\rtwo")]
    [InlineData("one\u0085two")]
    [InlineData("one\u2028two")]
    [InlineData("one\u2029two")]
    [InlineData("one\vtwo")]
    [InlineData("one\ftwo")]
    public void Every_kind_of_line_break_breaks_the_line(string text)
    {
        Assert.Equal(["one", "two"], SafeText.Lines(text));
        Assert.Equal("one \u21B5 two", SafeText.Line(text));
    }

    [Fact]
    public void Empty_lines_stay_between_others() => Assert.Equal(["a", "", "b"], SafeText.Lines("a\n\nb\n"));

    [Fact]
    public void A_tower_of_marks_is_cut()
    {
        var tower = "Z" + string.Concat(Enumerable.Repeat("\u0353\u0301", 500)) + "algo";

        var line = SafeText.Line(tower);

        Assert.Equal("Z\u0353\u0301\u0353\u0301algo", line);
    }

    [Fact]
    public void Marks_on_a_line_of_their_own_cannot_reach_what_stands_before()
    {
        var lines = SafeText.Lines("a\n\u0301\u0301\u0301\u0301\u0301\u0301b");

        Assert.Equal(["a", "\u25CC\u0301\u0301\u0301\u0301b"], lines);
    }

    [Fact]
    public void Length_is_bounded_and_the_rest_is_counted()
    {
        var lines = SafeText.Lines(new string('x', SafeText.ShownMax + 1_234));

        Assert.Equal([new string('x', SafeText.ShownMax), "\u2026 1,234 more characters are not shown"], lines);
    }

    [Fact]
    public void The_number_of_lines_is_bounded()
    {
        var lines = SafeText.Lines(string.Concat(Enumerable.Repeat("x\n", SafeText.LinesMax + 10)));

        Assert.Equal(SafeText.LinesMax + 1, lines.Count);
        Assert.Equal("\u2026 20 more characters are not shown", lines[^1]);
    }

    [Fact]
    public void A_quotation_is_cut_between_characters() => Assert.Equal("abc\u2026", SafeText.Short("abc😀def", 4));

    [Fact]
    public void No_character_of_unicode_leaves_a_control_a_direction_or_a_tag()
    {
        var all = new StringBuilder();
        for (var value = 0; value <= 0x10FFFF; value++)
        {
            if (Rune.IsValid(value))
            {
                all.Clear().Append('a').Append(new Rune(value).ToString()).Append('b');
                foreach (var rune in SafeText.Line(all.ToString()).EnumerateRunes())
                {
                    var category = Rune.GetUnicodeCategory(rune);
                    Assert.False(
                        category is UnicodeCategory.Control or UnicodeCategory.Format
                            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator,
                        $"U+{value:X4} left U+{rune.Value:X4}");
                }
            }
        }
    }
}
