using System.Text;
using System.Text.RegularExpressions;
using Sdtp.Tui.Chat.Terminals;
using Sdtp.Tui.Chat.Views;
using Terminal.Gui.Drivers;
using Xunit;

namespace Sdtp.Tui.Tests.Chat;

public sealed partial class TypedTextTests
{
    private readonly TypedText _typed = new();

    [Theory]
    [InlineData("\r", "Alt-Enter")]
    [InlineData("b", "Alt-B")]
    [InlineData("k", "Alt-K")]
    [InlineData("\u007F", "Alt-Backspace")]
    [InlineData("/", "Alt-/")]
    [InlineData("\u0015", "Ctrl-Alt-U")]
    public void A_key_with_alt_is_that_key_and_what_is_typed_right_behind_it_stays(string key, string name)
    {
        var read = Read($"\u001B{key}two words");

        var sequence = Sequence().Match(read).Value;
        var pattern = new AnsiKeyboardParser().IsKeyboard(sequence);
        Assert.Equal(name, KeyNames.Of(pattern!.GetKey(sequence)!).Name);
        Assert.Equal("two words", read[sequence.Length..]);
    }

    [Theory]
    [InlineData("h", "h")]
    [InlineData("H", "H")]
    [InlineData("\u00E9", "\u00E9")]
    [InlineData("\u6F22", "\u6F22")]
    [InlineData(" ", " ")]
    [InlineData("\r", "Enter")]
    [InlineData("\u007F", "Backspace")]
    [InlineData("\u000B", "Ctrl-K")]
    public void A_key_right_after_esc_is_that_key(string key, string name)
    {
        var escape = Read("\u001B");
        var read = Read($"{key}more");

        var sequence = Sequence().Match(read).Value;
        var stroke = KeyNames.Of(new AnsiKeyboardParser().IsKeyboard(sequence)!.GetKey(sequence)!);
        Assert.Equal("\u001B", escape);
        Assert.Equal(name, stroke.Text.Length > 0 ? stroke.Text : stroke.Name);
        Assert.Equal("more", read[sequence.Length..]);
    }

    [Theory]
    [InlineData("\u001B")]
    [InlineData("\u001B\u001B")]
    [InlineData("\u001B[A")]
    [InlineData("\u001B[1;5D\u001BOP")]
    [InlineData("\u001B[<0;10;20M")]
    [InlineData("\u001B]11;rgb:0000/0000/0000\u001B\\")]
    [InlineData("\u001B[200~a\u001Bb\u001B\u001Bc\u001B[201~")]
    public void Escape_sequences_and_pastes_stay_as_they_are(string sent)
    {
        Assert.Equal(sent, Read(sent));
    }

    [Fact]
    public void After_a_paste_alt_counts_again()
    {
        Assert.Equal("\u001B[200~a\u001B[201~\u001B[98;3u", Read("\u001B[200~a") + Read("\u001B[2") + Read("01~\u001Bb"));
    }

    [Fact]
    public void A_character_that_comes_in_pieces_is_whole()
    {
        var bytes = Encoding.UTF8.GetBytes("a\u6F22\U0001F600z");

        var read = string.Concat(bytes.Select(one => _typed.Read([one])));

        Assert.Equal("a\u6F22\U0001F600z", read);
    }

    [Fact]
    public void The_rest_of_a_sequence_may_come_in_another_read()
    {
        Assert.Equal("\u001B[A\u001BOP", Read("\u001B") + Read("[A") + Read("\u001B") + Read("OP"));
    }

    [Fact]
    public void An_emoji_behind_an_escape_is_esc_and_the_emoji()
    {
        Assert.Equal("\u001B[27;1u\U0001F600", Read("\u001B\U0001F600"));
    }

    private string Read(string sent) => _typed.Read(Encoding.UTF8.GetBytes(sent));

    [GeneratedRegex("^\u001B\\[[0-9;]+u")]
    private static partial Regex Sequence();
}
