using Microsoft.Extensions.Time.Testing;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Chat;

/// <summary>The demo answers as the real thing does.</summary>
public sealed class DemoTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = FixedClock.Create();
    private readonly DemoBackend _demo;
    private readonly ChatControl _control;

    public DemoTests()
    {
        _demo = new DemoBackend(_clock);
        _control = new ChatControl(_demo, _clock);
        _demo.Start();
    }

    private string Said => _control.State.Notice?.Text ?? "";

    [Fact]
    public async Task A_search_in_all_chats_goes_back_in_time_and_ends()
    {
        await UntilAsync(() => _control.State.Conversations.Count == 6);
        Command("/searchall the");
        await UntilAsync(() => Said.Contains("n older", StringComparison.Ordinal));
        var names = new List<string>();
        while (!Said.Contains("No older hit", StringComparison.Ordinal))
        {
            names.Add(_control.State.Selected!.Name);
            Press("F3");
            await UntilAsync(() => Said.Length > 0);
        }

        Assert.Equal("Alice", names[0]);
        Assert.Contains("Yuki", names);
        Assert.Equal("Zoe", names[^1]);
    }

    [Fact]
    public async Task What_was_said_in_the_demo_is_found_and_what_was_not_is_not()
    {
        await UntilAsync(() => _control.State.Conversations.Count == 6);
        Command("/chat build-bot");
        Command("is the zebra green?");
        await UntilAsync(() => _control.State.Find("build-bot")!.Last!.Text.Contains("zebra", StringComparison.Ordinal));

        Command("/searchall zebra");
        await UntilAsync(() => Said.Contains("n older", StringComparison.Ordinal));
        Press("Esc");
        Command("/searchall okapi");
        await UntilAsync(() => Said.Contains("Nowhere found: okapi", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_changed_key_can_be_looked_at_and_accepted()
    {
        await UntilAsync(() => _control.State.Find("Mallory") is { IsBlocked: true });

        Command("/accept Mallory");
        await UntilAsync(() => _control.Overlay is not null);
        var title = _control.Overlay!.Title;
        Press("a");
        await UntilAsync(() => _control.State.Find("Mallory") is { IsBlocked: false });
        Command("/accept Mallory");
        await UntilAsync(() => Said.Contains("has not changed", StringComparison.Ordinal));

        Assert.Equal("The key of Mallory has changed", title);
    }

    public ValueTask DisposeAsync() => _demo.DisposeAsync();

    /// <summary>Takes in what the demo tells until something is so.</summary>
    private async Task UntilAsync(Func<bool> condition)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        giveUp.CancelAfter(TimeSpan.FromMinutes(1));
        while (!condition())
        {
            _control.Apply([await _demo.Events.ReadAsync(giveUp.Token)]);
        }
    }

    private void Press(string name) => _control.Press(new Stroke(name));

    private void Command(string line)
    {
        if (_control.State.Selected is null)
        {
            _control.State.Select(_control.State.Conversations[0]);
        }

        _control.Paste(line);
        Press("Enter");
    }
}
