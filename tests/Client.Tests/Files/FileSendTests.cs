using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Sdtp.Client.Tests.Fakes;
using Sdtp.Crypto.Contents;
using Sdtp.Protocol;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;
using Sdtp.TestKit;

namespace Sdtp.Client.Tests.Files;

/// <summary>How a file gets from Alice's client to the relay.</summary>
public sealed class FileSendTests : IAsyncLifetime
{
    private const int PartFrameBytesMin = 60_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TestFolder _home = new();
    private readonly FakeRelay _relay = FakeRelay.Start();
    private readonly byte[] _file = RandomNumberGenerator.GetBytes((19 * FileManifest.PartBytes) + 7);
    private FakePeer _bob = null!;
    private Person _alice = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IEnumerable<FilePartContent> Parts => _bob.User.Mailbox.Select(m => _bob.ContentOf(m.Envelope)).OfType<FilePartContent>();

    public async ValueTask InitializeAsync()
    {
        _bob = FakePeer.Join(_relay, "Bob");
        _alice = await Person.JoinAsync(_home, "Alice", _relay, Person.Quick with { KeepHistory = true });
        await File.WriteAllBytesAsync(Source, _file, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _alice.DisposeAsync();
        await _relay.DisposeAsync();
        _bob.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task A_file_arrives_in_parts_and_its_entry_moves_from_waiting_to_accepted()
    {
        var offered = _alice.Profile.Files.Offer(_bob.Name, Source, DateTimeOffset.UnixEpoch);
        var settled = Settled(offered.Entry!.Id);

        _alice.Messenger.SendFiles();

        Assert.Null((await settled.WaitAsync(Patience, Cancel)).Error);
        Assert.Equal(_file, Assembled());
        Assert.Equal(20, _bob.User.Mailbox.Count);
        Assert.All(Parts, part => Assert.Equal("a file.bin", part.Manifest.Name));
        Assert.Equal(HistoryState.Waiting, offered.Entry.State);
        var entry = _alice.Profile.History.Find(offered.Entry.Id)!;
        Assert.Equal(HistoryState.Accepted, entry.State);
        Assert.Equal((FileState.Sent, 20, 20), Progress(entry));
        Assert.Empty(_alice.Profile.Store.Outbox.All());
    }

    [Fact]
    public async Task Few_parts_are_unconfirmed_at_once_and_a_text_goes_between_them()
    {
        _relay.Script = r => IsPart(r) ? Verdict.Ignore : Verdict.Obey;
        Send();
        await UntilAsync(() => _relay.Requests.Count(IsPart) == FileLimits.PartsUnconfirmedMax);

        _ = _alice.SendAsync(_bob, "not behind the whole file");
        await UntilAsync(() => _bob.User.Mailbox.Count == 1);

        Assert.Equal("not behind the whole file", _bob.TextOf(_bob.User.Mailbox[0].Envelope));
        Assert.Equal(FileLimits.PartsUnconfirmedMax, _relay.Requests.Count(IsPart));
        Assert.Equal(FileLimits.PartsUnconfirmedMax, _alice.Profile.Store.Outbox.All().Count(row => row.Record.FileId is not null));
    }

    [Fact]
    public async Task A_full_mailbox_pauses_the_parts_lets_texts_by_and_then_takes_the_same_bytes()
    {
        var isFull = true;
        _relay.Script = r => IsPart(r) && Volatile.Read(ref isFull) ? Verdict.Refuse(ErrorCode.MailboxFull) : Verdict.Obey;
        var paused = new TaskCompletionSource();
        _alice.Messenger.FileMoved += (_, moved) => _ = moved.IsPaused && paused.TrySetResult();
        Send();
        await paused.Task.WaitAsync(Patience, Cancel);

        await _alice.SendAsync(_bob, "by the side").WaitAsync(Patience, Cancel);
        var refused = _relay.Requests.Where(IsPart).Select(EnvelopeOf).First();
        Volatile.Write(ref isFull, false);

        await UntilAsync(() => _bob.User.Mailbox.Count == 21);
        Assert.Equal(_file, Assembled());
        Assert.Equal("by the side", _bob.TextOf(_bob.User.Mailbox[0].Envelope));
        Assert.Contains(_bob.User.Mailbox, m => m.Envelope.Span.SequenceEqual(refused));
    }

    [Fact]
    public async Task Lost_connections_and_a_restart_in_the_middle_lose_and_double_nothing_and_the_original_may_be_gone()
    {
        var sends = 0;
        _relay.Script = r => !IsPart(r) ? Verdict.Obey : Interlocked.Increment(ref sends) switch
        {
            > 12 => Verdict.Ignore,
            3 or 9 => Verdict.ObeyThenDrop,
            5 => Verdict.Drop,
            _ => Verdict.Obey,
        };
        var id = Send();
        File.Delete(Source);
        await UntilAsync(() => Volatile.Read(ref sends) > 12);
        await _alice.RestartAsync();
        Assert.Equal(FileState.Sending, Progress(_alice.Profile.History.Find(id)!).State);
        var settled = Settled(id);

        _relay.Script = _ => Verdict.Obey;
        _relay.DropConnections();

        Assert.Null((await settled.WaitAsync(Patience, Cancel)).Error);
        Assert.Equal(_file, Assembled());
        Assert.Equal(20, Parts.Count());
    }

    [Fact]
    public async Task A_refusal_for_good_fails_the_whole_file_with_its_reason_and_another_try_sends_all_of_it()
    {
        var parts = 0;
        _relay.Script = r => IsPart(r) && Interlocked.Increment(ref parts) > 5 ? Verdict.Refuse(ErrorCode.UnknownUser) : Verdict.Obey;
        var offered = _alice.Profile.Files.Offer(_bob.Name, Source, DateTimeOffset.UnixEpoch);
        var settled = Settled(offered.Entry!.Id);
        var moved = new TaskCompletionSource();
        _alice.Messenger.FileMoved += (_, happened) =>
            _ = Progress(_alice.Profile.History.Find(happened.EntryId)!).State == FileState.Failed && moved.TrySetResult();
        _alice.Messenger.SendFiles();

        await moved.Task.WaitAsync(Patience, Cancel);
        var error = Assert.IsType<RelayException>((await settled.WaitAsync(Patience, Cancel)).Error);
        var failed = _alice.Profile.History.Find(offered.Entry.Id)!;
        Assert.Equal((HistoryState.Failed, error.Message), (failed.State, failed.Failure));
        Assert.Equal((FileState.Failed, 0, 20), Progress(failed));
        Assert.Empty(_alice.Profile.Store.Outbox.All());

        _relay.Script = _ => Verdict.Obey;
        var again = Settled(failed.Id);
        Assert.NotNull(_alice.Profile.History.Retry(failed.Id));
        _alice.Messenger.SendFiles();

        Assert.Null((await again.WaitAsync(Patience, Cancel)).Error);
        Assert.Equal(_file, Assembled());
        Assert.Single(Parts.Select(part => part.Manifest.Transfer).Distinct());
    }

    [Fact]
    public async Task A_file_refused_at_its_first_part_leaves_no_part_behind_and_another_try_sends_all_of_it()
    {
        _relay.Script = r => IsPart(r) ? Verdict.Refuse(ErrorCode.UnknownUser) : Verdict.Obey;
        var offered = _alice.Profile.Files.Offer(_bob.Name, Source, DateTimeOffset.UnixEpoch);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var settled = Settled(offered.Entry!.Id);
            _alice.Messenger.SendFiles();
            Assert.NotNull((await settled.WaitAsync(Patience, Cancel)).Error);
            Assert.Equal((FileState.Failed, 0, 20), Progress(_alice.Profile.History.Find(offered.Entry.Id)!));
            Assert.NotNull(_alice.Profile.History.Retry(offered.Entry.Id));
        }

        _relay.Script = _ => Verdict.Obey;
        var last = Settled(offered.Entry!.Id);
        _alice.Messenger.SendFiles();

        Assert.Null((await last.WaitAsync(Patience, Cancel)).Error);
        Assert.Equal(_file, Assembled());
        Assert.Equal(20, _bob.User.Mailbox.Count);
    }

    [Fact]
    public async Task A_part_that_does_not_open_any_more_fails_its_file_and_nothing_else()
    {
        var damaged = _alice.Profile.Files.Offer(_bob.Name, Source, DateTimeOffset.UnixEpoch);
        await using (var connection = new SqliteConnection($"Data Source={_home.File("alice/store.db")};Pooling=False"))
        {
            connection.Open();
            await using var command = connection.CreateCommand();
            command.CommandText = "UPDATE file_parts SET bytes = zeroblob(length(bytes)) WHERE part = 3";
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        var sound = _alice.Profile.Files.Offer(_bob.Name, Source, DateTimeOffset.UnixEpoch);
        var (failing, arriving) = (Settled(damaged.Entry!.Id), Settled(sound.Entry!.Id));

        _alice.Messenger.SendFiles();

        Assert.IsType<StoreDamagedException>((await failing.WaitAsync(Patience, Cancel)).Error);
        Assert.Null((await arriving.WaitAsync(Patience, Cancel)).Error);
        Assert.Equal((FileState.Failed, 0, 20), Progress(_alice.Profile.History.Find(damaged.Entry.Id)!));
    }

    [Fact]
    public async Task Two_files_and_texts_share_the_way_and_all_arrive()
    {
        var second = RandomNumberGenerator.GetBytes(3 * FileManifest.PartBytes);
        await File.WriteAllBytesAsync(_home.File("second"), second, Cancel);
        Send();
        _alice.Profile.Files.Offer(_bob.Name, _home.File("second"), DateTimeOffset.UnixEpoch);
        _alice.Messenger.SendFiles();

        var texts = Enumerable.Range(0, 10).Select(i => _alice.SendAsync(_bob, $"text {i}")).ToArray();
        await Task.WhenAll(texts).WaitAsync(Patience, Cancel);

        await UntilAsync(() => _bob.User.Mailbox.Count == 33);
        Assert.Equal(_file, Assembled("a file.bin"));
        Assert.Equal(second, Assembled("second"));
    }

    [Fact]
    public void What_cannot_be_sent_is_refused_with_the_reason()
    {
        using (var large = File.Create(_home.File("large")))
        {
            large.SetLength(FileLimits.SizeBytesMax + 1);
        }

        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [_home.File("pipe")]))
        {
            mkfifo.WaitForExit();
        }

        File.CreateSymbolicLink(_home.File("link to the pipe"), _home.File("pipe"));
        File.CreateSymbolicLink(_home.File("link to nothing"), _home.File("missing"));

        Assert.Equal(FileStatus.NotFound, Offer(_home.File("missing")));
        Assert.Equal(FileStatus.NotFound, Offer(_home.File("link to nothing")));
        Assert.Equal(FileStatus.NotSendable, Offer(_home.Path));
        Assert.Equal(FileStatus.NotSendable, Offer(_home.File("pipe")));
        Assert.Equal(FileStatus.NotSendable, Offer(_home.File("link to the pipe")));
        Assert.Equal(FileStatus.NotSendable, Offer("/dev/zero"));
        Assert.Equal(FileStatus.TooLarge, Offer(_home.File("large")));
        Assert.Empty(_alice.Profile.History.Chats());
    }

    [Fact]
    public async Task No_more_files_wait_than_the_limit()
    {
        await _alice.Messenger.DisposeAsync();
        var small = _home.File("small");
        await File.WriteAllTextAsync(small, "x", Cancel);
        for (var i = 0; i < FileLimits.OwnFilesMax; i++)
        {
            Assert.Equal(FileStatus.Done, Offer(small));
        }

        Assert.Equal(FileStatus.TooMany, Offer(small));
    }

    private string Source => _home.File("a file.bin");

    private FileStatus Offer(string path) => _alice.Profile.Files.Offer(_bob.Name, path, DateTimeOffset.UnixEpoch).Status;

    private long Send()
    {
        var offered = _alice.Profile.Files.Offer(_bob.Name, Source, DateTimeOffset.UnixEpoch);
        Assert.True(offered.IsDone, offered.Message);
        _alice.Messenger.SendFiles();
        return offered.Entry!.Id;
    }

    private byte[] Assembled(string name = "a file.bin") =>
    [
        .. Parts.Where(part => part.Manifest.Name == name)
            .DistinctBy(part => part.Part)
            .OrderBy(part => part.Part)
            .SelectMany(part => part.Bytes.ToArray()),
    ];

    private Task UntilAsync(Func<bool> condition) => _relay.UntilAsync(condition, Cancel).WaitAsync(Patience, Cancel);

    private Task<HistorySettledEventArgs> Settled(long entry)
    {
        var settled = new TaskCompletionSource<HistorySettledEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        _alice.Messenger.HistorySettled += (_, happened) => _ = happened.EntryId == entry && settled.TrySetResult(happened);
        return settled.Task;
    }

    private static (FileState State, int Done, int Parts) Progress(HistoryEntry entry) =>
        entry.Content is FileContent file ? (file.State, file.PartsDone, file.Parts) : default;

    private static bool IsPart(SeenRequest request) => request.Type == FrameType.Send && request.Body.Length > PartFrameBytesMin;

    private static byte[] EnvelopeOf(SeenRequest request)
    {
        Assert.True(SendRequest.TryRead(request.Body, out var send));
        return send.Envelope.ToArray();
    }
}
