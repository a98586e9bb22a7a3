using Sdtp.TestKit;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Screens;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Tests.Scripted;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.Time;
using Xunit;

namespace Sdtp.Tui.Tests.Chat;

/// <summary>The picture in the README is what the demo draws.</summary>
public sealed class ReadmePictureTests : IDisposable
{
    private readonly SynchronizationContext? _before = SynchronizationContext.Current;

    public void Dispose() => SynchronizationContext.SetSynchronizationContext(_before);

    [Fact]
    public async Task The_screen_in_the_README_is_the_one_that_the_demo_shows()
    {
        var clock = FixedClock.Create();
        using var app = Application.Create(new VirtualTimeProvider());
        app.Init(DriverRegistry.Names.ANSI);
        await using var demo = new DemoBackend(clock);
        using var screen = new ChatScreen(new ChatControl(demo, clock), clock, lockAfter: null);
        screen.Apply(
        [
            .. new DemoScript(clock).Chats().Select(chat => new ChatEvent.Loaded(chat)),
            new ChatEvent.Ready(),
            new ChatEvent.LinkChanged(new LinkStatus(LinkState.Online)),
        ]);
        app.Driver!.SetScreenSize(100, 24);
        app.Begin(screen);
        SynchronizationContext.SetSynchronizationContext(_before);
        app.LayoutAndDraw(true);
        screen.NewKeyDownEvent(Key.CursorDown.WithAlt);
        app.LayoutAndDraw(true);

        var drawn = string.Join('\n', app.Driver.ToString()!.Split('\n').Select(line => line.TrimEnd())).Trim('\n');

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
