using Sdtp.Client;
using Sdtp.TestKit;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.Screens;
using Sdtp.Tui.Chat.Setup;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Chat.Speed;

/// <summary>
/// No key, no command, no click and no event makes the thread that draws read or write the disk or the network. The real backend stands
/// behind the screen, on a real store and a relay that is away; inside <see cref="BlockingCalls.Forbid"/> a call of theirs throws.
/// </summary>
public sealed class UiThreadTests : IAsyncDisposable
{
    private static readonly RelayAddress Nowhere = RelayAddress.Parse("127.0.0.1:1");

    private readonly TestFolder _folder = new();
    private readonly MessengerBackend _backend;
    private readonly ChatControl _control;
    private readonly ChatScreen _screen;
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public UiThreadTests()
    {
        var profile = Profile.Create(_folder.Path, People.Bob, null, Nowhere).Profile!;
        for (var i = 0; i < 300; i++)
        {
            profile.History.AddOwn("Alice", People.Noon, $"message {i}");
        }

        File.WriteAllText(_folder.File("notes.txt"), "some notes");
        profile.Files.Offer(People.Alice, _folder.File("notes.txt"), People.Noon);
        profile.History.AddOwn("Carol", People.Noon, "needle");
        _backend = new MessengerBackend(profile, new MessengerOptions());
        _control = new ChatControl(_backend, TimeProvider.System);
        _screen = new ChatScreen(_control, TimeProvider.System, lockAfter: null);
        _control.Resize(100, 30);
        _backend.Start();
    }

    public static TheoryData<string> Profiles => ["standard", "vim, writing", "vim, commands", "searching"];

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task No_key_waits(string profile)
    {
        await LoadAsync();
        foreach (var binding in BindingsOf(profile))
        {
            OnUiThread(() =>
            {
                Enter(profile);
                _control.Press(binding.Key.Length == 1 ? Stroke.Typed(binding.Key) : new Stroke(binding.Key));
                CloseOverlays();
            });
            TakeInWhatIsThere();
        }
    }

    [Fact]
    public async Task No_command_waits()
    {
        await LoadAsync();
        foreach (var command in SlashLine.Commands)
        {
            foreach (var argument in ArgumentsOf(command))
            {
                OnUiThread(() =>
                {
                    _control.Paste($"/{command.Name} {argument}");
                    _control.Press(new Stroke("Enter"));

                    // Where the command asks first: yes.
                    _control.Press(Stroke.Typed("y"));
                    CloseOverlays();
                });
                TakeInWhatIsThere();
            }
        }
    }

    [Fact]
    public async Task Neither_sending_nor_scrolling_nor_the_mouse_waits()
    {
        await LoadAsync();
        OnUiThread(() =>
        {
            _control.Paste("hello");
            _control.Press(new Stroke("Enter"));
            foreach (var key in new[] { "PageUp", "PageUp", "PageUp", "Ctrl-Home", "PageDown", "Ctrl-End" })
            {
                _control.Press(new Stroke(key));
            }

            _control.Wheel(60, 1);
            _control.Wheel(60, -1);
            _control.Wheel(2, -1);
            _control.Click(2, 2);
            _control.Grab(40, 10);
            _control.Drag(60, 12);
            _control.Drop();
            _control.Click(60, 20);
        });

        await TakeInUntilAsync(() => _control.State.Find("Alice")?.Last?.Text == "hello");
    }

    [Fact]
    public async Task Stopping_a_file_by_a_click_does_not_wait()
    {
        await LoadAsync();
        OnUiThread(() =>
        {
            for (var row = 1; row < 30 && _control.Overlay is null; row++)
            {
                _control.Click(60, row);
            }

            _control.Press(Stroke.Typed("y"));
        });

        await TakeInUntilAsync(() => _control.State.Find("Alice")?.Last?.File?.State == FileState.Cancelled);
    }

    [Fact]
    public async Task No_answer_in_a_box_waits()
    {
        await LoadAsync();
        var card = DemoScript.Card("Alice");
        foreach (var (purpose, trust, keys) in new[]
        {
            (LookupPurpose.Show, ContactTrustState.Pinned, new[] { "c", "v" }),
            (LookupPurpose.Verify, ContactTrustState.Pinned, ["y", "n"]),
            (LookupPurpose.AcceptKey, ContactTrustState.KeyChanged, ["a"]),
            (LookupPurpose.OpenChat, ContactTrustState.Pinned, ["x"]),
        })
        {
            foreach (var key in keys)
            {
                OnUiThread(() =>
                {
                    _screen.Apply([new ChatEvent.Found(card with { Trust = trust }, purpose)]);
                    _control.Press(Stroke.Typed(key));
                    CloseOverlays();
                });
                TakeInWhatIsThere();
            }
        }
    }

    [Fact]
    public async Task The_first_dialog_and_unlocking_do_not_wait()
    {
        var posted = new System.Collections.Concurrent.BlockingCollection<Action>();
        var options = new MessengerOptions();
        using var control = new SetupControl(
            new ProfileSetup(_folder.File("other"), null, options), new SetupChoice("Zoe", Nowhere.ToString(), null, false), posted.Add);
        using (BlockingCalls.Forbid())
        {
            control.Start();
            foreach (var word in new[] { "purple walrus dances", "purple walrus dances", "" })
            {
                control.Paste(word);
                control.Press(new Stroke("Enter"));
            }
        }

        // The relay is away, so the form says that; making the key, and trying to connect, was work of the pool.
        var end = await Task.Run(() => posted.Take(_token), _token);
        using (BlockingCalls.Forbid())
        {
            end();
        }

        Assert.False(control.IsOver);
    }

    public async ValueTask DisposeAsync()
    {
        _screen.Dispose();
        await _backend.DisposeAsync();
        _folder.Dispose();
    }

    private static string[] ArgumentsOf(SlashCommand command) => command.Name switch
    {
        "send" => ["Carol see you"],
        "search" or "searchall" => ["needle"],
        "receipts" => ["on", "off all", ""],
        "export" => [$"/tmp/{Guid.NewGuid():N}/not there.md"],
        "theme" => ["light"],
        "keys" => ["standard"],
        "lock" or "exit" or "delete" => [""],
        _ => ["", "Carol"],
    };

    private List<KeyBinding> BindingsOf(string profile)
    {
        Enter(profile);
        return [.. _control.Keys.Bindings()];
    }

    private void Enter(string profile)
    {
        _control.Keys.IsVim = profile.StartsWith("vim", StringComparison.Ordinal);
        _control.Keys.IsCommandMode = profile == "vim, commands";
        if (profile == "searching" && _control.SearchText is null)
        {
            _control.Paste("/search message");
            _control.Press(new Stroke("Enter"));
        }

        _control.Keys.IsSearching = profile == "searching";
    }

    private void CloseOverlays()
    {
        for (var i = 0; i < 5 && _control.Overlay is not null; i++)
        {
            _control.Press(new Stroke("Esc"));
        }
    }

    /// <summary>Does what the program does on the thread that draws, and draws.</summary>
    private void OnUiThread(Action act)
    {
        using var drawing = BlockingCalls.Forbid();
        act();
        ScreenComposer.Compose(_control);
    }

    private void TakeInWhatIsThere()
    {
        var batch = new List<ChatEvent>();
        while (_backend.Events.TryRead(out var next))
        {
            batch.Add(next);
        }

        OnUiThread(() => _screen.Apply(batch));
    }

    private async Task TakeInUntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Assert.True(await _backend.Events.WaitToReadAsync(_token));
            TakeInWhatIsThere();
        }
    }

    private Task LoadAsync() => TakeInUntilAsync(() => _control.State.Find("Carol") is not null && _control.State.Selected is not null);
}
