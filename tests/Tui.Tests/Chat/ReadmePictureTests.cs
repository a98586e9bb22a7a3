using Sdtp.TestKit;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Screens;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Tests.Scripted;
using Terminal.Gui.Input;
using Xunit;

namespace Sdtp.Tui.Tests.Chat;

/// <summary>The picture in the README is what the demo draws.</summary>
public sealed class ReadmePictureTests
{
    [Fact]
    public async Task The_screen_in_the_README_is_the_one_that_the_demo_shows()
    {
        var clock = FixedClock.Create();
        await using var demo = new DemoBackend(clock);
        var screen = new ChatScreen(new ChatControl(demo, clock), clock, lockAfter: null);
        screen.Apply(
        [
            .. new DemoScript(clock).Chats().Select(chat => new ChatEvent.Loaded(chat)),
            new ChatEvent.Ready(),
            new ChatEvent.LinkChanged(new LinkStatus(LinkState.Online)),
        ]);
        using var headless = new HeadlessScreen(screen, 100, 24);
        headless.Press(Key.CursorDown.WithAlt);

        var drawn = string.Join('\n', headless.Draw().Select(line => line.TrimEnd())).Trim('\n');

        Assert.True(drawn == Picture(), $"The screen in the README is an old one. It is now:\n{drawn}");
    }

    private static string Picture()
    {
        var readme = File.ReadAllText(Repository.PathOf("README.md")).ReplaceLineEndings("\n");
        var begin = readme.IndexOf("<!-- screen: begin -->\n```text\n", StringComparison.Ordinal);
        Assert.True(begin >= 0, "The README has no screen.");
        var text = readme[(begin + "<!-- screen: begin -->\n```text\n".Length)..];
        return text[..text.IndexOf("\n```", StringComparison.Ordinal)];
    }
}
