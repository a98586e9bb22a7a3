using System.Globalization;
using System.Text;

namespace Sdtp.Client.Tests.Files;

public sealed class SafeFileNameTests
{
    private const int RandomNames = 20_000;

    /// <summary>Pieces that names which mean harm are made of.</summary>
    private static readonly string[] Pieces =
    [
        "..", ".", "/", "\\", "x", "etc", "passwd", "CON", "nul", "COM1", "LPT\u00B9", "\0", "\u001B[2J", "\u202E", "\u2066", "\u200B",
        "\uFEFF", "\u3164", "\u0301", "\u2028", " ", "\u00A0", "~", "-rf", ":", "*", "\"", "<", "|", "exe", ".txt", "\u65E5\u672C",
        "\U0001F35C", "\uE000", "\u0378", "\uD83D", "\uDC00", new string('a', 120), new string('\u00E4', 120),
        "." + new string('e', 60),
    ];

    [Theory]
    [InlineData("notes.txt", "notes.txt")]
    [InlineData("../../x", "x")]
    [InlineData("..\\..\\x", "x")]
    [InlineData("..\\../x", "x")]
    [InlineData("/etc/passwd", "passwd")]
    [InlineData("C:\\Windows\\system.ini", "system.ini")]
    [InlineData("..", "file")]
    [InlineData("../..", "file")]
    [InlineData("/", "file")]
    [InlineData("", "file")]
    [InlineData("\0\0", "file")]
    [InlineData("a\0b.txt", "ab.txt")]
    [InlineData("x/", "x")]
    [InlineData(".bashrc", "bashrc")]
    [InlineData("...x...", "x")]
    [InlineData(" x . ", "x")]
    [InlineData("NUL", "_NUL")]
    [InlineData("con.txt", "_con.txt")]
    [InlineData("CON .txt", "_CON .txt")]
    [InlineData("com1.tar.gz", "_com1.tar.gz")]
    [InlineData("LPT\u00B9", "_LPT\u00B9")]
    [InlineData("console.txt", "console.txt")]
    [InlineData("-rf", "_-rf")]
    [InlineData("~root", "_~root")]
    [InlineData("a:b*c?d\"e<f>g|h", "a_b_c_d_e_f_g_h")]
    [InlineData("\u202Egpj.exe", "gpj.exe")]
    [InlineData("invoice\u202Efdp.exe", "invoicefdp.exe")]
    [InlineData("\u001B]0;title\a.txt", "]0;title.txt")]
    [InlineData("two\nlines\u2028here", "twolineshere")]
    [InlineData("\u3164", "file")]
    [InlineData("report\uFE00.pdf", "report.pdf")]
    [InlineData("report\U000E0100\u180B.pdf", "report.pdf")]
    [InlineData("\u0301x", "_\u0301x")]
    [InlineData("\u65E5\u672C\u8A9E.pdf", "\u65E5\u672C\u8A9E.pdf")]
    [InlineData("caf\u00E9 menu \U0001F35C.pdf", "caf\u00E9 menu \U0001F35C.pdf")]
    public void A_name_becomes_a_safe_one(string sent, string safe) => Assert.Equal(safe, SafeFileName.Of(sent));

    [Fact]
    public void A_name_of_three_hundred_bytes_is_cut_and_keeps_its_extension()
    {
        var cut = SafeFileName.Of(new string('\u00E4', 148) + ".pdf");

        Assert.EndsWith("\u00E4.pdf", cut, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(cut), SafeFileName.BytesMax - 4, SafeFileName.BytesMax);
    }

    [Fact]
    public void An_extension_that_is_a_name_by_itself_is_cut_too()
    {
        var cut = SafeFileName.Of("x." + new string('e', 298));

        Assert.Equal(SafeFileName.BytesMax, cut.Length);
    }

    [Fact]
    public void Whatever_was_sent_the_name_is_one_harmless_component_and_stays_what_it_is()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var i = 0; i < RandomNames; i++)
        {
            var sent = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Pieces[random.Next(Pieces.Length)]));

            var safe = SafeFileName.Of(sent);

            Assert.True(IsHarmless(safe), $"seed {seed}: '{Escaped(sent)}' became '{Escaped(safe)}'");
            Assert.Equal(safe, SafeFileName.Of(safe));
            Assert.Equal("/downloads", Path.GetDirectoryName(Path.GetFullPath(Path.Combine("/downloads", safe))));
        }
    }

    [Fact]
    public void A_number_goes_in_front_of_the_extension()
    {
        Assert.Equal("a.tar.gz", SafeFileName.Numbered("a.tar.gz", 0));
        Assert.Equal("a.tar (1).gz", SafeFileName.Numbered("a.tar.gz", 1));
        Assert.Equal("Makefile (12)", SafeFileName.Numbered("Makefile", 12));
    }

    private static bool IsHarmless(string name) =>
        name.Length > 0
        && name[0] is not ('.' or '-' or '~' or ' ')
        && name[^1] is not ('.' or ' ')
        && name.IndexOfAny(['/', '\\', ':', '*', '?', '"', '<', '>', '|']) < 0
        && Encoding.UTF8.GetByteCount(name) <= SafeFileName.BytesMax
        && name.Split('.')[0].TrimEnd().ToUpperInvariant() is not ("CON" or "NUL" or "COM1" or "LPT\u00B9")
        && name.EnumerateRunes().All(rune => Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse));

    private static string Escaped(string text) =>
        string.Concat(text.Select(c => char.IsAscii(c) && !char.IsControl(c) ? $"{c}" : $"\\u{(int)c:X4}"));
}
