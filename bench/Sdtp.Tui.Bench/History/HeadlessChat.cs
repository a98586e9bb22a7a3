using Sdtp.Tui.Chat;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Screens;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.Testing;

namespace Sdtp.Tui.Bench.History;

/// <summary>The chat screen on a driver without a terminal; events of the backend are applied as the loop of the program does.</summary>
internal sealed class HeadlessChat : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    private readonly SynchronizationContext? _before = SynchronizationContext.Current;
    private readonly IApplication _app = Application.Create();
    private readonly IChatBackend _backend;
    private readonly ChatScreen _screen;

    internal HeadlessChat(IChatBackend backend, int columns, int rows)
    {
        _backend = backend;
        _screen = new ChatScreen(new ChatControl(backend, TimeProvider.System), TimeProvider.System, lockAfter: null);
        _app.Init(DriverRegistry.Names.ANSI);
        _app.Driver!.SetScreenSize(columns, rows);
        _app.Begin(_screen);

        // Begin without Run leaves a context behind on which nothing would ever run.
        SynchronizationContext.SetSynchronizationContext(_before);
    }

    internal void Press(Key key) => _app.InjectKey(key);

    internal void Type(string text)
    {
        foreach (var letter in text)
        {
            Press(new Key(letter));
        }
    }

    /// <summary>Draws, and takes in what the backend tells, until the pane of the messages is as it should be.</summary>
    internal string DrawUntil(Func<string, bool> condition, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            TakeIn();
            _screen.SetNeedsDraw();
            _app.LayoutAndDraw();
            var screen = string.Join('\n', _app.Driver!.ToString()!.Split('\n').Select(RightOfSidebar));
            if (condition(screen))
            {
                return screen;
            }

            if (patience.IsCancellationRequested)
            {
                throw new BenchFailedException($"The screen did not show {what}:\n{screen}");
            }

            _backend.Events.WaitToReadAsync().AsTask().Wait(LookEvery);
        }
    }

    public void Dispose()
    {
        _screen.Dispose();
        _app.Dispose();
        SynchronizationContext.SetSynchronizationContext(_before);
    }

    private static string RightOfSidebar(string line) => line[(line.IndexOf('\u2502', StringComparison.Ordinal) + 1)..];

    private void TakeIn()
    {
        var batch = new List<ChatEvent>();
        while (batch.Count < UiDispatcher.BatchMax && _backend.Events.TryRead(out var next))
        {
            batch.Add(next);
        }

        if (batch.Count > 0)
        {
            _screen.Apply(batch);
        }
    }
}
