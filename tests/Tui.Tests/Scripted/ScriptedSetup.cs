using System.Collections.Concurrent;
using Sdtp.Tui.Chat.Setup;
using Xunit;

namespace Sdtp.Tui.Tests.Scripted;

/// <summary>The work behind the dialogs, with answers that a test gives; what comes back waits until the test takes it.</summary>
internal sealed class ScriptedSetup : ISetupWork
{
    private readonly BlockingCollection<Action> _posted = [];

    internal string[] Known { get; init; } = [];

    internal SetupResult Answer { get; init; } = new(null, null);

    internal List<string> Created { get; } = [];

    public IReadOnlyList<string> Names() => Known;

    internal ConcurrentQueue<string> Opened { get; } = [];

    /// <summary>Holds up the look at an identity until it is set.</summary>
    internal ManualResetEventSlim? Looking { get; init; }

    public SetupResult Open(string name, string? passphrase)
    {
        Opened.Enqueue($"{name} {passphrase}");
        return Answer;
    }

    public SetupResult? TryOpenWithout(string name)
    {
        Looking?.Wait(TimeSpan.FromMinutes(1));
        return null;
    }

    public Task<SetupResult> CreateAsync(string name, string? passphrase, string server, CancellationToken cancellationToken)
    {
        Created.Add($"{name} {passphrase} {server}");
        return Task.FromResult(Answer);
    }

    internal void Post(Action action) => _posted.Add(action);

    /// <summary>Runs the next thing that came back from the pool, waiting for it.</summary>
    internal void RunPosted()
    {
        Assert.True(_posted.TryTake(out var action, TimeSpan.FromMinutes(1)), "Nothing came back.");
        action();
    }
}
