using Microsoft.Extensions.Time.Testing;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Screens;
using Sdtp.Tui.Tests.Scripted;
using Terminal.Gui.Input;
using Xunit;

namespace Sdtp.Tui.Tests.Chat.Screens;

/// <summary>What a lock leaves on the screen: nothing, at once.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit calls DisposeAsync.")]
public sealed class LockScreenTests : IAsyncDisposable
{
    private static readonly TimeSpan LockAfter = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly ScriptedBackend _backend = new();
    private readonly FakeTimeProvider _clock = FixedClock.Create();
    private HeadlessScreen? _drawn;
    private ChatControl? _control;

    public static TheoryData<int, int> Sizes => HeadlessScreen.Sizes;

    private HeadlessScreen Drawn => _drawn!;

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Control_l_empties_the_screen(int columns, int rows)
    {
        Begin(columns, rows);

        Drawn.Press(Key.L.WithCtrl);

        Assert.Equal(ChatExit.Lock, _control!.Exit);
        Assert.All(Drawn.Shown(), line => Assert.True(string.IsNullOrWhiteSpace(line), line));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void So_does_time_without_a_key_and_a_key_begins_it_anew(int columns, int rows)
    {
        Begin(columns, rows);

        Pass(LockAfter - Tick);
        Drawn.Press(Key.CursorLeft);
        Pass(LockAfter - Tick);
        var before = _control!.Exit;
        Pass(Tick);

        Assert.Null(before);
        Assert.Equal(ChatExit.Lock, _control.Exit);
        Assert.All(Drawn.Shown(), line => Assert.True(string.IsNullOrWhiteSpace(line), line));
    }

    public async ValueTask DisposeAsync()
    {
        _drawn?.Dispose();
        await _backend.DisposeAsync();
    }

    private void Begin(int columns, int rows)
    {
        _control = new ChatControl(_backend, _clock);
        var screen = new ChatScreen(_control, _clock, LockAfter);
        _drawn = new HeadlessScreen(screen, columns, rows);
        screen.Apply([.. new DemoScript(_clock).Chats().Select(chat => new ChatEvent.Loaded(chat)), new ChatEvent.Ready()]);
        Assert.Contains(Drawn.Draw(), line => line.Contains("Alice", StringComparison.Ordinal));
    }

    private void Pass(TimeSpan time)
    {
        _clock.Advance(time);
        Drawn.Advance(time);
    }
}
