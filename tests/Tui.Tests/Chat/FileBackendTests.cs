using Sdtp.Client;
using Sdtp.TestKit;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Chat;

/// <summary>Files in the real backend, on a real store and a relay that is away.</summary>
public sealed class FileBackendTests : IAsyncDisposable
{
    private const int RequestsMax = 1_024;

    private static readonly RelayAddress Nowhere = RelayAddress.Parse("127.0.0.1:1");

    private readonly TestFolder _folder = new();
    private readonly Profile _profile;
    private readonly MessengerBackend _backend;
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public FileBackendTests()
    {
        File.WriteAllText(_folder.File("notes.txt"), "some notes");
        _profile = Profile.Create(_folder.Path, People.Bob, null, Nowhere).Profile!;
        _backend = new MessengerBackend(_profile, new MessengerOptions());
    }

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_that_waits_for_room_is_still_said_to_when_its_part_of_the_history_is_loaded_again()
    {
        var entry = Offer();
        _backend.Start();
        _backend.LookSoon(_backend.News.NoteFile(entry, isPaused: true, hasArrived: false));
        Assert.True((await NextAsync<ChatEvent.FileMoved>()).File.IsPaused);

        _backend.Ask(new ChatRequest.LoadAt("Alice", entry));
        Assert.True(Assert.Single((await NextAsync<ChatEvent.LoadedAt>()).Messages).File!.IsPaused);
        _backend.Ask(new ChatRequest.LoadOlder("Alice", HistoryPlace.Newest));
        Assert.True(Assert.Single((await NextAsync<ChatEvent.Older>()).Messages).File!.IsPaused);

        _backend.LookSoon(_backend.News.NoteFile(entry, isPaused: false, hasArrived: false));
        _backend.Ask(new ChatRequest.LoadAt("Alice", entry));
        Assert.False(Assert.Single((await NextAsync<ChatEvent.LoadedAt>()).Messages).File!.IsPaused);
    }

    [Fact]
    public async Task The_last_news_of_a_file_is_told_also_where_too_much_is_asked_at_once_to_ask_for_it()
    {
        var entry = Offer();
        for (var i = 0; i < RequestsMax; i++)
        {
            _backend.Ask(new ChatRequest.KeepDraft("Alice", $"draft {i}"));
        }

        _backend.LookSoon(_backend.News.NoteFile(entry, isPaused: true, hasArrived: false));
        _backend.LookSoon(_backend.News.NoteSettled(entry, null));
        _profile.Files.Cancel(entry);
        _backend.LookSoon(_backend.News.NoteFile(entry, isPaused: false, hasArrived: false));
        _backend.Start();

        var moved = await NextAsync<ChatEvent.FileMoved>();
        Assert.Equal((entry, FileState.Cancelled, false), (moved.Id, moved.File.State, moved.File.IsPaused));
        Assert.Equal(DeliveryState.Cancelled, (await NextAsync<ChatEvent.Moved>()).Delivery);
    }

    [Fact]
    public async Task A_file_is_stopped_from_the_list_of_those_on_their_way_however_much_was_said_since()
    {
        var entry = Offer();
        for (var i = 0; i < 400; i++)
        {
            _profile.History.AddOwn("Alice", People.Noon, $"message {i}");
        }

        _backend.Start();
        _backend.Ask(new ChatRequest.OfferStop("alice"));
        var offered = await NextAsync<ChatEvent.FilesOffered>();
        _backend.Ask(new ChatRequest.StopFile("Alice", entry));
        var moved = await NextAsync<ChatEvent.FileMoved>();
        var delivery = await NextAsync<ChatEvent.Moved>();
        var told = await NextAsync<ChatEvent.Told>();
        _backend.Ask(new ChatRequest.StopFile("Alice", entry));
        var late = await NextAsync<ChatEvent.Told>();
        _backend.Ask(new ChatRequest.OfferStop("Alice"));
        var none = await NextAsync<ChatEvent.Told>();

        Assert.Equal(FilePurpose.Stop, offered.Purpose);
        Assert.Equal([entry], offered.Files.Select(file => file.Id));
        Assert.Equal(FileState.Cancelled, moved.File.State);
        Assert.Equal((DeliveryState.Cancelled, (string?)null), (delivery.Delivery, delivery.Failure));
        Assert.Equal("Stopped: notes.txt", told.Text);
        Assert.True(late.IsError);
        Assert.Equal("No file is on its way here.", none.Text);
    }

    [Fact]
    public async Task Nothing_is_said_of_no_file_to_be_saved_but_to_whom_asks_for_one()
    {
        Offer();
        _backend.Start();

        _backend.Ask(new ChatRequest.OfferSave("Alice", null, IsQuiet: true));
        _backend.Ask(new ChatRequest.OfferStop("Carol"));
        var first = await NextAsync<ChatEvent.Told>();
        _backend.Ask(new ChatRequest.OfferSave("Alice", null));
        var second = await NextAsync<ChatEvent.Told>();

        Assert.Equal(("No file is on its way here.", "No file waits here to be saved."), (first.Text, second.Text));
    }

    private long Offer() => _profile.Files.Offer(People.Alice, _folder.File("notes.txt"), People.Noon).Entry!.Id;

    /// <summary>The next event of a kind.</summary>
    private async Task<T> NextAsync<T>()
        where T : ChatEvent
    {
        while (true)
        {
            if (await _backend.Events.ReadAsync(_token) is T found)
            {
                return found;
            }
        }
    }
}
