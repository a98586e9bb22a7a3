using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.Screens;
using Terminal.Gui.App;

namespace Sdtp.Tui.Chat;

/// <summary>The full-screen program: runs the chat screen on a backend until the person leaves or locks.</summary>
internal static class ChatProgram
{
    /// <summary>The invented conversations.</summary>
    internal static async Task RunDemoAsync(TimeProvider clock)
    {
        using var app = TerminalStart.Open();
        var exit = ChatExit.Lock;
        while (exit == ChatExit.Lock)
        {
            await using var demo = new DemoBackend(clock);
            exit = await RunChatAsync(app, demo, clock, lockAfter: null);
        }
    }

    /// <summary>One sitting at the chat screen.</summary>
    internal static async Task<ChatExit> RunChatAsync(IApplication app, IChatBackend backend, TimeProvider clock, TimeSpan? lockAfter, KeyMap? keys = null)
    {
        var control = new ChatControl(backend, clock, keys);
        using var screen = new ChatScreen(control, clock, lockAfter);
        using var closing = new CancellationTokenSource();
        var dispatcher = new UiDispatcher(app);
        backend.Start();
        var pump = Task.Run(() => dispatcher.PumpAsync(backend.Events, screen.Apply, closing.Token));
        try
        {
            app.Run(screen);
        }
        finally
        {
            dispatcher.Close();
            await closing.CancelAsync();
            await pump;
        }

        return control.Exit ?? ChatExit.Quit;
    }
}
