using Sdtp.Tui.Shell;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Shell;

public sealed class ShellLineTests
{
    [Theory]
    [InlineData("SEND Bob Hello Bob!", "Hello Bob!")]
    [InlineData("send bob   two  spaces  stay ", "  two  spaces  stay ")]
    [InlineData("  Send\tBOB\tx", "x")]
    [InlineData("SEND   Bob hi", "hi")]
    [InlineData("SEND Bob FETCH", "FETCH")]
    public void A_message_keeps_its_spaces(string typed, string text)
    {
        var line = ShellLine.Parse(typed);

        var send = Assert.IsType<ShellLine.Send>(line);
        Assert.Equal(People.Bob, send.To);
        Assert.Equal(text, send.Text);
    }

    [Theory]
    [InlineData("fetch", typeof(ShellLine.Fetch))]
    [InlineData(" FETCH ", typeof(ShellLine.Fetch))]
    [InlineData("Exit", typeof(ShellLine.Exit))]
    [InlineData("quit", typeof(ShellLine.Exit))]
    [InlineData("hElP", typeof(ShellLine.Help))]
    [InlineData("?", typeof(ShellLine.Help))]
    [InlineData("", typeof(ShellLine.Nothing))]
    [InlineData("   \t", typeof(ShellLine.Nothing))]
    [InlineData("lookup  Bob ", typeof(ShellLine.Lookup))]
    [InlineData("ACCEPT Bob", typeof(ShellLine.Accept))]
    [InlineData("save", typeof(ShellLine.Files))]
    [InlineData("Save 7", typeof(ShellLine.Save))]
    public void Command_words_have_no_case(string typed, Type expected) => Assert.IsType(expected, ShellLine.Parse(typed));

    [Theory]
    [InlineData("SEND", "SEND needs a username and a message")]
    [InlineData("SEND Bob", "SEND needs a message after the username")]
    [InlineData("SEND Bob    ", "SEND needs a message after the username")]
    [InlineData("SEND b! hi", "'b!' is not a username")]
    [InlineData("LOOKUP", "LOOKUP needs a username")]
    [InlineData("LOOKUP Bob Smith", "'Bob Smith' is not a username")]
    [InlineData("FETCH all", "FETCH takes nothing after it")]
    [InlineData("hello", "there is no command 'hello'")]
    [InlineData("\u001b[2J", "there is no command '[2J'")]
    public void A_line_that_means_nothing_says_why_and_what_to_write(string typed, string what)
    {
        var wrong = Assert.IsType<ShellLine.Wrong>(ShellLine.Parse(typed));

        Assert.Equal(what, wrong.What);
        Assert.NotEmpty(wrong.Hint);
    }
}
