using System.Runtime.InteropServices;
using Terminal.Gui.App;

namespace Sdtp.Tui.Chat.Terminals;

/// <summary>
/// The terminal while the program has it. The loop of the library runs a fixed number of times a second; here it waits until there is
/// something to do, so a key is drawn at once and an idle chat costs next to nothing.
/// </summary>
internal sealed class OpenTerminal : IDisposable
{
    /// <summary>As fast as there is work: the waiting is done here.</summary>
    private const ushort LoopsPerSecond = 1_000;

    /// <summary>Where nothing announces a key, it is looked for so often.</summary>
    private static readonly TimeSpan PollingTick = TimeSpan.FromMilliseconds(8);

    /// <summary>For a while after a key the library itself may be waiting: for the rest of a sequence, or for a second click.</summary>
    private static readonly TimeSpan AlertTick = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan AlertFor = TimeSpan.FromMilliseconds(600);

    /// <summary>A new size of the window is announced where the system can; elsewhere it is noticed within this time.</summary>
    private static readonly TimeSpan IdleTick = TimeSpan.FromMilliseconds(50);

    private readonly ManualResetEventSlim _work = new();
    private readonly PromptKeys? _keys;
    private readonly PosixSignalRegistration? _resized;
    private readonly PosixSignalRegistration[] _endings;
    private readonly CancellationTokenSource _ending = new();
    private long _lastKey;
    private bool _hasDrawn;

    private OpenTerminal(IApplication app, PromptKeys? keys)
    {
        App = app;
        _keys = keys;
        Application.MaximumIterationsPerSecond = LoopsPerSecond;
        app.Iteration += (_, _) => AwaitWork();
        app.TimedEvents!.Added += (_, _) => _work.Set();
        if (keys is not null)
        {
            keys.Arrived += OnKeys;
            keys.HungUp += _ending.Cancel;
        }

        if (!OperatingSystem.IsWindows())
        {
            _resized = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => _work.Set());
        }

        _endings =
        [
            .. new[] { PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGINT }
                .Select(signal => PosixSignalRegistration.Create(signal, OnEnding)),
        ];
    }

    internal IApplication App { get; }

    /// <summary>
    /// Cancelled when the system wants the program to end, or the terminal has gone. Ended at once it would leave the conversation on the
    /// screen, and the terminal reporting the mouse to a shell.
    /// </summary>
    internal CancellationToken Ending => _ending.Token;

    internal static OpenTerminal Prompt(IApplication app, PromptKeys keys) => new(app, keys);

    internal static OpenTerminal Polling(IApplication app) => new(app, keys: null);

    public void Dispose()
    {
        _resized?.Dispose();
        foreach (var ending in _endings)
        {
            ending.Dispose();
        }

        _keys?.Close();
        App.Dispose();
        _work.Dispose();
        _ending.Dispose();
    }

    private void OnEnding(PosixSignalContext signal)
    {
        // Whoever insists is obeyed at once.
        signal.Cancel = !_ending.IsCancellationRequested;
        _ending.Cancel();
    }

    private void OnKeys()
    {
        Volatile.Write(ref _lastKey, TimeProvider.System.GetTimestamp());
        _work.Set();
    }

    private void AwaitWork()
    {
        var isDrawing = App.TopRunnableView is { } view && (view.NeedsDraw || view.NeedsLayout);
        if (isDrawing && !_hasDrawn)
        {
            _hasDrawn = true;
            return;
        }

        // A view that cannot be drawn, on a window of no size say, needs drawing for ever: then the loop is not to race.
        _work.Wait(isDrawing ? TimeSpan.FromMilliseconds(1) : Patience());
        _work.Reset();
        _hasDrawn = false;
    }

    private TimeSpan Patience()
    {
        var longest = _keys is null ? PollingTick
            : TimeProvider.System.GetElapsedTime(Volatile.Read(ref _lastKey)) < AlertFor ? AlertTick : IdleTick;
        if (App.TimedEvents is TimedEvents timers && timers.CheckTimers(out var due) && due >= 0 && due < longest.TotalMilliseconds)
        {
            return TimeSpan.FromMilliseconds(due);
        }

        return longest;
    }
}
