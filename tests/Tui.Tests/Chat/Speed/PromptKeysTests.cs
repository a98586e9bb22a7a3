using Sdtp.Tui.Chat.Terminals;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Xunit;

namespace Sdtp.Tui.Tests.Chat.Speed;

public sealed class PromptKeysTests
{
    [Fact]
    public void The_library_of_this_build_takes_our_source_of_keys()
    {
        using var app = Application.Create();

        Assert.True(
            TerminalStart.TryReadFrom(app, new AnsiInput()),
            "Terminal.Gui has changed: keys are read by the library now, every 20 ms. See docs/adr/0021.");
    }

    [Fact]
    public void A_source_that_is_closed_lets_its_thread_end()
    {
        using var keys = new PromptKeys();

        keys.Close();

        Assert.False(keys.Peek());
    }
}
