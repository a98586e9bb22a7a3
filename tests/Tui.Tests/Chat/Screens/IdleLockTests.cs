using Microsoft.Extensions.Time.Testing;
using Sdtp.Client;
using Sdtp.TestKit;
using Sdtp.Tui.Chat;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Setup;
using Sdtp.Tui.Tests.Scripted;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.Testing;
using Terminal.Gui.Time;
using Xunit;

namespace Sdtp.Tui.Tests.Chat.Screens;

/// <summary>The whole program from the passphrase to the lock and back, in virtual time and without a terminal.</summary>
public sealed class IdleLockTests : IDisposable
{
    private const string Passphrase = "purple walrus dances 42 times";
    private const string Secret = "not for other eyes";

    /// <summary>Long before and just after the 15 minutes without a key.</summary>
    private static readonly TimeSpan AlmostIdle = TimeSpan.FromMinutes(14);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _clock = FixedClock.Create();
    private readonly VirtualTimeProvider _time = new();
    private readonly OpenedProfiles _work;
    private IApplication _app = null!;
    private Task _program = Task.CompletedTask;

    public IdleLockTests()
    {
        using (var profile = Profile.Create(_folder.Path, People.Bob, Passphrase, RelayAddress.Parse("127.0.0.1:1"), _clock).Profile!)
        {
            profile.History.AddOwn("Alice", People.Noon, Secret);
        }

        _work = new OpenedProfiles(new ProfileSetup(_folder.Path, server: null, new MessengerOptions { Clock = _clock }));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_quarter_of_an_hour_without_a_key_clears_the_screen_and_forgets_the_key_of_the_history()
    {
        await StartAsync();
        await UnlockAsync();
        await ShowsAsync(Secret);

        await PassAsync(AlmostIdle);
        await DoAsync(() => _app.InjectKey(Key.CursorLeft));
        await PassAsync(AlmostIdle);
        var open = await ShowsAsync("Bob");
        await PassAsync(Minute);
        var locked = await ShowsAsync("Unlock Bob");
        var forgotten = Record.Exception(() => _work.Opened[0].History.Page("Alice", long.MaxValue, 1));
        await UnlockAsync();
        await ShowsAsync(Secret);
        await DoAsync(() => _app.InjectKey(Key.Q.WithCtrl));
        await _program.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Contains(Secret, open, StringComparison.Ordinal);
        Assert.DoesNotContain("not for", locked, StringComparison.Ordinal);
        Assert.NotNull(forgotten);
        Assert.Equal(2, _work.Opened.Count);
    }

    /// <summary>Starts the program on a thread that stays its own to the end, as the main thread of a process does.</summary>
    private async Task StartAsync()
    {
        var choice = new SetupChoice(null, "127.0.0.1:1", null, WithoutPassphrase: false);
        var begun = new TaskCompletionSource<IApplication>(TaskCreationOptions.RunContinuationsAsynchronously);
        _program = Task.Factory.StartNew(
            () =>
            {
                using var app = Application.Create(_time);
                app.Init(DriverRegistry.Names.ANSI);
                app.Driver!.SetScreenSize(80, 24);
                begun.SetResult(app);
                var options = new MessengerOptions { Clock = _clock };
                ChatProgram.RunAsync(app, choice, _work, options, new ChatPreferences()).GetAwaiter().GetResult();
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        _app = await begun.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    private async Task UnlockAsync()
    {
        await ShowsAsync("Enter goes on");
        await DoAsync(() =>
        {
            foreach (var letter in Passphrase)
            {
                _app.InjectKey(new Key(letter));
            }

            _app.InjectKey(Key.Enter);
        });
    }

    /// <summary>Lets time pass on both clocks: that of the program and that of the loop.</summary>
    private Task PassAsync(TimeSpan time) => DoAsync(() =>
    {
        _clock.Advance(time);
        _time.Advance(time);
    });

    /// <summary>Does something on the thread of the screen and waits until it is done.</summary>
    private async Task DoAsync(Action act) => await ReadAsync(() =>
    {
        act();
        return true;
    });

    private async Task<T> ReadAsync<T>(Func<T> read)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _app.Invoke(() => done.TrySetResult(read()));
        return await done.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    private async Task<string> ShowsAsync(string text)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        giveUp.CancelAfter(Patience);
        while (true)
        {
            // Drawn by hand: the frame that is due comes with time, and here no time passes by itself.
            var screen = await ReadAsync(() =>
            {
                _app.TopRunnableView?.SetNeedsDraw();
                _app.LayoutAndDraw();
                return _app.Driver!.ToString()!;
            });
            if (screen.Contains(text, StringComparison.Ordinal))
            {
                return screen;
            }

            Assert.False(giveUp.IsCancellationRequested, $"The screen did not show '{text}'. It shows:\n{screen}");
        }
    }

    /// <summary>Remembers the profiles that were opened, to see whether they are closed.</summary>
    private sealed class OpenedProfiles(ISetupWork inner) : ISetupWork
    {
        internal List<Profile> Opened { get; } = [];

        public IReadOnlyList<string> Names() => inner.Names();

        public SetupResult? TryOpenWithout(string name) => inner.TryOpenWithout(name);

        public SetupResult Open(string name, string? passphrase)
        {
            var result = inner.Open(name, passphrase);
            if (result.Profile is { } profile)
            {
                Opened.Add(profile);
            }

            return result;
        }

        public Task<SetupResult> CreateAsync(string name, string? passphrase, string server, CancellationToken cancellationToken) =>
            inner.CreateAsync(name, passphrase, server, cancellationToken);
    }
}
