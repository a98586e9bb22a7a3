using Sdtp.Client;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Screens;
using Sdtp.Tui.Chat.Setup;
using Sdtp.Tui.Chat.Terminals;
using Terminal.Gui.App;

namespace Sdtp.Tui.Chat;

/// <summary>The full-screen program: runs the chat screen on a backend until the person leaves or locks.</summary>
internal static class ChatProgram
{
    private static readonly TimeSpan LockAfter = TimeSpan.FromMinutes(15);

    /// <summary>The invented conversations.</summary>
    internal static async Task RunDemoAsync(TimeProvider clock, ChatPreferences preferences)
    {
        using var terminal = TerminalStart.Open();
        var exit = ChatExit.Lock;
        while (exit == ChatExit.Lock)
        {
            await using var demo = new DemoBackend(clock);
            exit = await RunChatAsync(terminal.App, demo, clock, lockAfter: null, preferences, terminal.Ending);
        }
    }

    /// <summary>Dialogs, then the chat; after a lock the dialogs again.</summary>
    internal static async Task RunAsync(SetupChoice choice, ISetupWork work, MessengerOptions options, ChatPreferences preferences)
    {
        using var terminal = TerminalStart.Open();
        await RunAsync(terminal.App, choice, work, options, preferences, terminal.Ending);
    }

    internal static async Task RunAsync(
        IApplication app,
        SetupChoice choice,
        ISetupWork work,
        MessengerOptions options,
        ChatPreferences preferences,
        CancellationToken ending = default)
    {
        while (RunSetup(app, work, choice, preferences, ending) is { } profile)
        {
            TimeSpan? lockAfter = profile.HasPassphrase ? LockAfter : null;
            await using var backend = new MessengerBackend(profile, options);
            if (await RunChatAsync(app, backend, options.Clock, lockAfter, preferences, ending) == ChatExit.Quit)
            {
                return;
            }

            // Only who can type the passphrase gets back in; one that came from a file does not count any more.
            choice = choice with { Name = profile.Username.Display, Passphrase = null };
        }
    }

    /// <summary>One sitting at the chat screen.</summary>
    internal static async Task<ChatExit> RunChatAsync(
        IApplication app,
        IChatBackend backend,
        TimeProvider clock,
        TimeSpan? lockAfter,
        ChatPreferences preferences,
        CancellationToken ending = default)
    {
        var control = new ChatControl(backend, clock, preferences);
        using var screen = new ChatScreen(control, clock, lockAfter);
        using var closing = new CancellationTokenSource();
        var dispatcher = new UiDispatcher(app);
        backend.Start();
        var pump = Task.Run(() => dispatcher.PumpAsync(backend.Events, screen.Apply, closing.Token), CancellationToken.None);
        try
        {
            using var leaving = ending.Register(() => dispatcher.Post(screen.Leave));
            using var drawing = BlockingCalls.Forbid();
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

    private static Profile? RunSetup(
        IApplication app, ISetupWork work, SetupChoice choice, ChatPreferences preferences, CancellationToken ending)
    {
        var dispatcher = new UiDispatcher(app);
        SetupScreen? screen = null;
        using var control = new SetupControl(work, choice, action => dispatcher.Post(() =>
        {
            action();
            screen?.Refresh();
        }));
        using (screen = new SetupScreen(control, preferences.Theme))
        {
            control.Start();
            using var leaving = ending.Register(() => dispatcher.Post(() => app.RequestStop(screen)));
            using var drawing = BlockingCalls.Forbid();
            app.Run(screen);
        }

        return control.Opened;
    }
}
