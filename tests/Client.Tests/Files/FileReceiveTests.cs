using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Sdtp.Client.Tests.Fakes;
using Sdtp.Crypto.Contents;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Wire;
using Sdtp.TestKit;

namespace Sdtp.Client.Tests.Files;

/// <summary>What becomes of the parts that Bob sends, honest or not, in Alice's client.</summary>
public sealed class FileReceiveTests : IAsyncLifetime
{
    private readonly TestFolder _home = new();
    private readonly FakeRelay _relay = FakeRelay.Start();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly byte[] _file = RandomNumberGenerator.GetBytes((3 * FileManifest.PartBytes) + 7);
    private FakePeer _bob = null!;
    private Person _alice = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FileManifest Manifest => field ??= new FileManifest(TransferId.New(), FileHash.Of(_file), _file.Length, "../../x");

    public async ValueTask InitializeAsync()
    {
        _bob = FakePeer.Join(_relay, "Bob", _clock);
        _alice = await Person.JoinAsync(_home, "Alice", _relay, Person.Quick with { Clock = _clock, KeepHistory = true });
        await _alice.Messenger.LookupAsync(_bob.Name, Cancel);
        _alice.Profile.Files.DownloadsFolder = _home.File("downloads");
    }

    public async ValueTask DisposeAsync()
    {
        await _alice.DisposeAsync();
        await _relay.DisposeAsync();
        _bob.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task Parts_in_any_order_and_twice_make_the_file_which_is_saved_under_a_safe_name_for_its_owner_only()
    {
        foreach (var part in new[] { 2, 0, 2, 3, 0 })
        {
            Send(part);
        }

        var first = Assert.Single(await _alice.FetchAsync());
        Assert.Equal((FileState.Receiving, 3, 4), Progress(first.HistoryId!.Value));
        Send(1);
        Assert.Empty(await _alice.FetchAsync());
        Assert.Equal((FileState.Waiting, 4, 4), Progress(first.HistoryId.Value));
        var saved = _alice.Profile.Files.Save(first.HistoryId.Value);

        Assert.True(saved.IsDone, saved.Message);
        Assert.Equal(Path.Combine(_home.File("downloads"), "x"), saved.SavedTo);
        Assert.Equal(_file, await File.ReadAllBytesAsync(saved.SavedTo!, Cancel));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(saved.SavedTo!));
        }

        Assert.Equal((FileState.Saved, 4, 4), Progress(first.HistoryId.Value));
        Assert.Equal(saved.SavedTo, ContentOf(first.HistoryId.Value).SavedTo);
        Assert.Equal(FileStatus.NotWaiting, _alice.Profile.Files.Save(first.HistoryId.Value).Status);
    }

    [Fact]
    public async Task A_part_is_on_the_disk_before_it_is_acknowledged()
    {
        var done = new List<int>();
        _relay.Script = r =>
        {
            if (r.Type == FrameType.Ack)
            {
                done.Add(_alice.Profile.Store.Files.Find(_bob.Identity.UserId, Manifest.Transfer)!.Done);
            }

            return Verdict.Obey;
        };
        Send(0);
        Send(1);
        Send(2);

        await _alice.FetchAsync();

        Assert.Equal([1, 2, 3], done);
    }

    [Fact]
    public async Task A_file_is_in_the_history_also_where_none_is_kept_and_survives_a_restart()
    {
        _alice.Options = _alice.Options with { KeepHistory = false };
        await _alice.RestartAsync();
        Send(0);
        Send(1);
        var entry = Assert.Single(await _alice.FetchAsync()).HistoryId!.Value;

        await _alice.RestartAsync();
        Send(2);
        Send(3);
        await _alice.FetchAsync();

        Assert.Equal((FileState.Waiting, 4, 4), Progress(entry));
        Assert.Equal(_file, await File.ReadAllBytesAsync(_alice.Profile.Files.Save(entry).SavedTo!, Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_to_show_in_what_was_fetched_is_not_taken_for_the_end(bool oneByOne)
    {
        _alice.Options = _alice.Options with { FetchMessagesMax = 2 };
        await _alice.RestartAsync();
        for (var part = 0; part < 4; part++)
        {
            Send(part);
        }

        _bob.Send(_relay.UserNamed("Alice"), "behind the file");

        Assert.IsType<FileContent>(Assert.Single(await FetchAsync()).Content);
        Assert.Equal(new TextContent("behind the file"), Assert.Single(await FetchAsync()).Content);
        Assert.Empty(await FetchAsync());

        async Task<IReadOnlyList<ReceivedMessage>> FetchAsync()
        {
            var shown = new List<ReceivedMessage>();
            if (!oneByOne)
            {
                return await _alice.FetchAsync();
            }

            Assert.Equal(await _alice.Messenger.FetchAsync(shown.Add, Cancel), shown.Count);
            return shown;
        }
    }

    [Fact]
    public async Task A_file_can_be_saved_while_it_is_shown_before_it_is_in_the_history()
    {
        _alice.Options = _alice.Options with { KeepHistory = false };
        await _alice.RestartAsync();
        for (var part = 0; part < 4; part++)
        {
            Send(part);
        }

        FileResult? saved = null;
        await _alice.Messenger.FetchAsync(shown => saved = _alice.Profile.Files.Save((FileContent)shown.Content), Cancel);

        Assert.Equal(_file, await File.ReadAllBytesAsync(saved!.SavedTo!, Cancel));
        var entry = Assert.Single(_alice.Profile.History.Page("Bob", long.MaxValue, 10));
        Assert.Equal(FileState.Saved, ContentOf(entry.Id).State);
    }

    [Fact]
    public async Task No_file_is_written_over_and_no_link_followed()
    {
        Directory.CreateDirectory(_home.File("downloads"));
        var (taken, link) = (Path.Combine(_home.File("downloads"), "x"), Path.Combine(_home.File("downloads"), "x (1)"));
        await File.WriteAllTextAsync(taken, "mine", Cancel);
        File.CreateSymbolicLink(link, _home.File("elsewhere"));
        var entry = await ReceiveAsync();

        var saved = _alice.Profile.Files.Save(entry);

        Assert.Equal(Path.Combine(_home.File("downloads"), "x (2)"), saved.SavedTo);
        Assert.Equal("mine", await File.ReadAllTextAsync(taken, Cancel));
        Assert.False(File.Exists(_home.File("elsewhere")));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_still_waits()
    {
        await File.WriteAllTextAsync(_home.File("not a folder"), "", Cancel);
        var entry = await ReceiveAsync();

        var refused = _alice.Profile.Files.Save(entry, _home.File("not a folder"));

        Assert.Equal(FileStatus.CannotWrite, refused.Status);
        Assert.True(_alice.Profile.Files.Save(entry).IsDone);
    }

    [Fact]
    public async Task A_file_that_is_not_what_was_signed_for_is_thrown_away_and_said_so()
    {
        _file[FileManifest.PartBytes] ^= 1;
        var manifest = Manifest with { Hash = FileHash.Of("something else"u8) };
        for (var part = 0; part < 4; part++)
        {
            Send(part, manifest);
        }

        var entry = Assert.Single(await _alice.FetchAsync()).HistoryId!.Value;

        Assert.Equal(FileState.Damaged, ContentOf(entry).State);
        Assert.Equal(FileStatus.NotWaiting, _alice.Profile.Files.Save(entry).Status);
    }

    [Fact]
    public async Task A_part_that_contradicts_an_earlier_one_or_is_malformed_is_refused()
    {
        Send(0);
        Send(1, Manifest with { Name = "y" });
        Send(1, Manifest with { SizeBytes = Manifest.SizeBytes - 1 });
        SendContent([1, 2, 3]);

        var shown = await _alice.FetchAsync();

        Assert.IsType<FileContent>(shown[0].Content);
        Assert.Equal(4, shown.Count);
        Assert.All(shown.Skip(1), message => Assert.Equal(new RejectedContent(RejectionReason.BadContent), message.Content));
        Assert.Equal((FileState.Receiving, 1, 4), Progress(shown[0].HistoryId!.Value));
    }

    [Fact]
    public async Task A_sender_and_all_strangers_together_hold_no_more_than_the_limits_and_the_refused_is_said_once()
    {
        using var stranger = FakePeer.Join(_relay, "Stranger", _clock);
        using var other = FakePeer.Join(_relay, "Other", _clock);
        var large = (int)(FileLimits.StrangersBytesMax / FileLimits.SizeBytesMax);
        for (var i = 0; i < large; i++)
        {
            SendFirstOfLarge(i % 2 == 0 ? stranger : other);
        }

        var refused = SendFirstOfLarge(other);
        SendContent(FilePartContent.Encode(refused, 1, new byte[FileManifest.PartBytes]), other);
        var known = (int)(FileLimits.SenderBytesMax / FileLimits.SizeBytesMax);
        for (var i = 0; i <= known; i++)
        {
            SendFirstOfLarge(_bob);
        }

        var shown = await _alice.FetchAsync();

        Assert.Equal(large + known, shown.Count(message => message.Content is FileContent));
        Assert.Equal(
            [other.Identity.UserId, _bob.Identity.UserId],
            shown.Where(message => message.Content is RejectedContent { Reason: RejectionReason.TooManyFiles }).Select(m => m.From.UserId));
    }

    [Fact]
    public async Task A_file_that_was_discarded_makes_room_and_its_late_parts_are_dropped_in_silence()
    {
        Send(0);
        var entry = Assert.Single(await _alice.FetchAsync()).HistoryId!.Value;

        Assert.True(_alice.Profile.Files.Discard(entry));
        Assert.False(_alice.Profile.Files.Discard(entry));
        Send(1);

        Assert.Empty(await _alice.FetchAsync());
        Assert.Equal((FileState.Discarded, 1, 4), Progress(entry));
        Assert.Equal((0, 0L), _alice.Profile.Store.Files.Held(_bob.Identity.UserId).All);
    }

    [Fact]
    public async Task A_file_of_which_no_part_comes_for_too_long_is_given_up()
    {
        Send(0);
        var entry = Assert.Single(await _alice.FetchAsync()).HistoryId!.Value;

        _clock.Advance(FileLimits.ExpireAfter);
        await _alice.RestartAsync();
        var before = ContentOf(entry).State;
        _clock.Advance(TimeSpan.FromDays(1));
        await _alice.RestartAsync();

        Assert.Equal((FileState.Receiving, FileState.Expired), (before, ContentOf(entry).State));
    }

    [Fact]
    public async Task A_file_that_will_never_be_whole_makes_room_in_a_program_that_is_never_restarted()
    {
        Send(0);
        var entry = Assert.Single(await _alice.FetchAsync()).HistoryId!.Value;
        _clock.Advance(FileLimits.ExpireAfter + TimeSpan.FromDays(1));

        SendFirstOfLarge(_bob);
        Assert.Single(await _alice.FetchAsync());

        Assert.Equal(FileState.Expired, ContentOf(entry).State);
        Assert.Equal((1, (long)FileLimits.SizeBytesMax), _alice.Profile.Store.Files.Held(_bob.Identity.UserId).All);
    }

    [Fact]
    public async Task Every_file_that_waits_is_found_however_much_has_come_since_and_what_is_on_its_way_is_told_apart()
    {
        using var carol = FakePeer.Join(_relay, "Carol", _clock);
        var first = await ReceiveAsync();
        for (var i = 0; i < 400; i++)
        {
            _alice.Profile.History.AddOwn("Bob", _clock.GetUtcNow(), $"text {i}");
        }

        var second = await ReceiveAsync(Manifest with { Transfer = TransferId.New() });
        SendFirstOfLarge(_bob);
        var coming = Assert.Single(await _alice.FetchAsync()).HistoryId!.Value;
        SendContent(FilePartContent.Encode(new FileManifest(TransferId.New(), FileHash.Of("x"u8), 1, "other"), 0, "x"u8), carol);
        var elsewhere = Assert.Single(await _alice.FetchAsync());
        await _alice.RestartAsync();

        var files = _alice.Profile.Files;
        Assert.Equal([first, second], files.Waiting("bob").Select(entry => entry.Id));
        Assert.Equal([first, second, elsewhere.HistoryId!.Value], files.Waiting(null).Select(entry => entry.Id));
        Assert.Equal([coming], files.Unfinished("bob").Select(entry => entry.Id));
        Assert.Equal([true, true, false], files.Waiting(null).Select(files.IsFromContact));

        files.Save(first);
        Assert.True(files.Discard(coming));
        Assert.Equal([second], files.Waiting("bob").Select(entry => entry.Id));
        Assert.Empty(files.Unfinished("bob"));
    }

    [Fact]
    public async Task That_a_file_has_arrived_is_said_once()
    {
        Send(0);
        var entry = Assert.Single(await _alice.FetchAsync()).HistoryId!.Value;
        var arrived = new List<long>();
        var moves = 0;
        var all = new TaskCompletionSource();
        _alice.Messenger.FileMoved += (_, moved) =>
        {
            arrived.AddRange(moved.HasArrived ? [moved.EntryId] : []);
            if (++moves == 3)
            {
                all.TrySetResult();
            }
        };
        foreach (var parts in new[] { new[] { 1 }, [2, 3], [3] })
        {
            Array.ForEach(parts, part => Send(part));
            Assert.Empty(await _alice.FetchAsync());
        }

        await all.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        Assert.Equal([entry], arrived);
    }

    [Fact]
    public async Task A_deleted_chat_takes_its_waiting_files_with_it()
    {
        await ReceiveAsync();

        _alice.Profile.History.Delete("Bob");

        Assert.Equal((0, 0L), _alice.Profile.Store.Files.Held(_bob.Identity.UserId).All);
        Assert.Throws<StoreDamagedException>(
            () => _alice.Profile.Store.Files.Part(_alice.Profile.Store.Files.Find(_bob.Identity.UserId, Manifest.Transfer)!, 0));
    }

    private async Task<long> ReceiveAsync(FileManifest? manifest = null)
    {
        for (var part = 0; part < 4; part++)
        {
            Send(part, manifest);
        }

        return Assert.Single(await _alice.FetchAsync()).HistoryId!.Value;
    }

    private void Send(int part, FileManifest? manifest = null)
    {
        var file = (manifest ?? Manifest) with { };
        SendContent(FilePartContent.Encode(file, part, _file.AsSpan(file.RangeOf(part))));
    }

    private void SendContent(byte[] content, FakePeer? from = null)
    {
        var (sender, to) = (from ?? _bob, _relay.UserNamed("Alice"));
        _relay.Store(to, sender.Identity.UserId, sender.Seal(to, ContentType.FilePart, content));
    }

    private FileManifest SendFirstOfLarge(FakePeer from)
    {
        var manifest = new FileManifest(TransferId.New(), FileHash.Of("any"u8), FileLimits.SizeBytesMax, "large");
        SendContent(FilePartContent.Encode(manifest, 0, new byte[FileManifest.PartBytes]), from);
        return manifest;
    }

    private FileContent ContentOf(long entry) => Assert.IsType<FileContent>(_alice.Profile.History.Find(entry)?.Content);

    private (FileState State, int Done, int Parts) Progress(long entry) =>
        ContentOf(entry) is var file ? (file.State, file.PartsDone, file.Parts) : default;
}
