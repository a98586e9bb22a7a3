using Microsoft.Data.Sqlite;
using Sdtp.Client;
using Sdtp.TestKit;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Chat;

/// <summary>The real backend on a real store, some of which does not open.</summary>
public sealed class HistoryBackendTests : IDisposable
{
    private const int Messages = 300;

    private readonly TestFolder _folder = new();
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public HistoryBackendTests()
    {
        using var profile = Profile.Create(_folder.Path, People.Bob, null, RelayAddress.Parse("127.0.0.1:1")).Profile!;
        for (var i = 1; i <= Messages; i++)
        {
            profile.History.AddOwn(i == 100 ? "Carol" : "Alice", People.Noon, $"message {i}");
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_load_that_fails_is_answered_and_the_next_one_is_done()
    {
        await using var backend = OpenAndStart("UPDATE history SET record = zeroblob(10) WHERE id = 50");
        await UntilAsync<ChatEvent.Ready>(backend);

        backend.Ask(new ChatRequest.LoadAt("Alice", HistoryPlace.Oldest));
        backend.Ask(new ChatRequest.LoadNewer("Alice", 10));
        backend.Ask(new ChatRequest.LoadOlder("Alice", 60));
        var failed = new[]
        {
            await UntilAsync<ChatEvent.LoadFailed>(backend),
            await UntilAsync<ChatEvent.LoadFailed>(backend),
            await UntilAsync<ChatEvent.LoadFailed>(backend),
        };
        backend.Ask(new ChatRequest.LoadOlder("Alice", 300));
        var older = await UntilAsync<ChatEvent.Older>(backend);

        Assert.All(failed, answer => Assert.Equal(("Alice", true), (answer.Name, answer.Why.Length > 0)));
        Assert.Equal((300, 299), (older.BeforeId, older.Messages[^1].Id));
    }

    [Fact]
    public async Task A_chat_that_cannot_be_read_at_the_start_keeps_neither_the_others_away_nor_requests_from_being_answered()
    {
        await using var backend = OpenAndStart("UPDATE history SET record = zeroblob(10) WHERE id = 299");

        var events = new List<ChatEvent>();
        while (!events.OfType<ChatEvent.Ready>().Any())
        {
            events.Add(await backend.Events.ReadAsync(_token));
        }

        backend.Ask(new ChatRequest.Send("Carol", "hello"));
        var sent = await UntilAsync<ChatEvent.Arrived>(backend);

        Assert.Contains("Alice", Assert.Single(events.OfType<ChatEvent.Warned>()).Title, StringComparison.Ordinal);
        Assert.Equal("Carol", Assert.Single(events.OfType<ChatEvent.Loaded>()).Chat.Name);
        Assert.Equal("hello", sent.Message.Text);
    }

    [Fact]
    public async Task A_search_that_fails_is_answered_with_why()
    {
        await using var backend = OpenAndStart("UPDATE history SET record = zeroblob(10) WHERE id = 50");
        await UntilAsync<ChatEvent.Ready>(backend);
        var search = new ChatRequest.Search(null, "zebrafish", HistoryPlace.Newest);

        backend.Ask(search);
        var ended = await UntilAsync<ChatEvent.SearchEnded>(backend);

        Assert.Same(search, ended.Asked);
        Assert.Null(ended.Id);
        Assert.NotNull(ended.Failure);
    }

    [Fact]
    public async Task Of_searches_that_follow_each_other_the_last_one_is_answered()
    {
        await using var backend = OpenAndStart("PRAGMA user_version");
        await UntilAsync<ChatEvent.Ready>(backend);
        var searches = Enumerable.Range(1, 50).Select(i => new ChatRequest.Search(null, $"message {i}", HistoryPlace.Newest)).ToArray();

        Assert.All(searches, search => Assert.True(backend.Ask(search)));
        ChatEvent.SearchEnded ended;
        do
        {
            ended = await UntilAsync<ChatEvent.SearchEnded>(backend);
        }
        while (!ReferenceEquals(ended.Asked, searches[^1]));

        // "message 50" is also what nothing newer begins with.
        Assert.Equal(50, ended.Id);
    }

    [Fact]
    public async Task What_there_is_no_room_for_is_not_taken()
    {
        await using var backend = Open("PRAGMA user_version");
        var taken = Enumerable.Range(0, 1_100).Count(_ => backend.Ask(new ChatRequest.LoadOlder("Alice", 10)));

        // Nobody answers before the start.
        Assert.Equal(1_024, taken);
        backend.Start();
        await UntilAsync<ChatEvent.Older>(backend);
    }

    [Fact]
    public async Task A_chat_that_is_deleted_right_after_an_export_is_exported_whole()
    {
        await using var backend = OpenAndStart("PRAGMA user_version");
        await UntilAsync<ChatEvent.Ready>(backend);

        backend.Ask(new ChatRequest.Export("Alice", _folder.File("talk.txt")));
        backend.Ask(new ChatRequest.Delete("Alice"));
        var told = await UntilAsync<ChatEvent.Told>(backend);
        await UntilAsync<ChatEvent.Deleted>(backend);

        Assert.StartsWith("299 messages written", told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chat_whose_export_fails_while_it_is_to_be_deleted_stays_until_that_is_asked_for_once_more()
    {
        var profile = Profile.Open(_folder.Path, People.Bob, null).Profile!;
        await using var backend = new MessengerBackend(profile, new MessengerOptions());
        backend.Start();
        await UntilAsync<ChatEvent.Ready>(backend);
        var held = new TaskCompletionSource();
        using var released = new ManualResetEventSlim();
        var holding = Task.Run(
            () => profile.History.Update("Carol", chat =>
            {
                // The first export waits for the store meanwhile, and the second for the first.
                held.SetResult();
                released.Wait(_token);
                return chat;
            }),
            _token);
        await held.Task;

        backend.Ask(new ChatRequest.Export("Alice", _folder.File("talk.txt")));
        backend.Ask(new ChatRequest.Export("Alice", Path.Combine(_folder.Path, "nowhere", "talk.txt")));
        backend.Ask(new ChatRequest.Delete("Alice"));
        backend.Ask(new ChatRequest.ListFolder(_folder.Path));
        await UntilAsync<ChatEvent.Listed>(backend);
        released.Set();
        await holding;
        var told = new[]
        {
            await UntilAsync<ChatEvent.Told>(backend), await UntilAsync<ChatEvent.Told>(backend), await UntilAsync<ChatEvent.Told>(backend),
        };
        backend.Ask(new ChatRequest.Delete("Alice"));
        await UntilAsync<ChatEvent.Deleted>(backend);

        Assert.Equal([false, true, true], told.Select(one => one.IsError));
        Assert.StartsWith("There is no folder", told[1].Text, StringComparison.Ordinal);
        Assert.StartsWith("Alice is not deleted", told[2].Text, StringComparison.Ordinal);
    }

    private MessengerBackend OpenAndStart(string damage)
    {
        var backend = Open(damage);
        backend.Start();
        return backend;
    }

    private MessengerBackend Open(string damage)
    {
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, "bob", "store.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = damage;
            command.ExecuteNonQuery();
        }

        return new MessengerBackend(Profile.Open(_folder.Path, People.Bob, null).Profile!, new MessengerOptions());
    }

    private async Task<T> UntilAsync<T>(MessengerBackend backend)
        where T : ChatEvent
    {
        while (true)
        {
            if (await backend.Events.ReadAsync(_token) is T awaited)
            {
                return awaited;
            }
        }
    }
}
