using System.Security.Cryptography;
using System.Text;
using Sdtp.Client.Tests.Fakes;
using Sdtp.Crypto.Contents;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Wire;
using Sdtp.TestKit;

namespace Sdtp.Client.Tests.Files;

/// <summary>Two real clients and a file between them.</summary>
public sealed class FileExchangeTests : IAsyncLifetime
{
    private const string Marker = "a line of the file that nobody else may read\n";

    private const string Name = "distinctive-name.txt";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TestFolder _home = new();
    private readonly FakeRelay _relay = FakeRelay.Start();
    private Person _alice = null!;
    private Person _bob = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _alice = await JoinAsync("Alice");
        _bob = await JoinAsync("Bob");
        await _alice.Messenger.LookupAsync(Username.Parse("Bob"), Cancel);
        await _bob.Messenger.LookupAsync(Username.Parse("Alice"), Cancel);
        _bob.Profile.Files.DownloadsFolder = _home.File("downloads");
    }

    public async ValueTask DisposeAsync()
    {
        await _alice.DisposeAsync();
        await _bob.DisposeAsync();
        await _relay.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task The_largest_file_arrives_byte_for_byte_and_is_marked_as_delivered_and_read()
    {
        var file = RandomNumberGenerator.GetBytes(FileLimits.SizeBytesMax);
        var (delivered, read) = (ReceiptAsync(HistoryState.Delivered), ReceiptAsync(HistoryState.Read));
        var whole = ReceiveFileAsync();

        var sent = Offer("../../x", file);
        var got = await whole.WaitAsync(Patience, Cancel);
        Assert.Equal(sent, await delivered.WaitAsync(Patience, Cancel));
        _bob.Messenger.MarkSeen("Alice", got);
        Assert.Equal(sent, await read.WaitAsync(Patience, Cancel));
        var saved = _bob.Profile.Files.Save(got);

        Assert.Equal(Path.Combine(_home.File("downloads"), "x"), saved.SavedTo);
        Assert.Equal(file, await File.ReadAllBytesAsync(saved.SavedTo!, Cancel));
        Assert.Equal((HistoryState.Read, FileState.Sent), StateOf(_alice, sent));
    }

    [Fact]
    public async Task An_empty_file_arrives_and_is_saved_like_any_other()
    {
        await File.WriteAllBytesAsync(_home.File("nothing.txt"), [], Cancel);
        var delivered = ReceiptAsync(HistoryState.Delivered);
        var whole = ReceiveFileAsync();

        var offered = _alice.Profile.Files.Offer(Username.Parse("Bob"), _home.File("nothing.txt"), DateTimeOffset.UnixEpoch);
        _alice.Messenger.SendFiles();
        var got = await whole.WaitAsync(Patience, Cancel);
        Assert.Equal(offered.Entry!.Id, await delivered.WaitAsync(Patience, Cancel));
        var saved = _bob.Profile.Files.Save(got);

        Assert.Equal(_home.File("downloads/nothing.txt"), saved.SavedTo);
        Assert.Empty(await File.ReadAllBytesAsync(saved.SavedTo!, Cancel));
        Assert.Equal(FileState.Sent, StateOf(_alice, offered.Entry.Id).File);
    }

    [Fact]
    public async Task A_line_that_was_seen_before_the_file_was_whole_counts_as_read_when_it_is()
    {
        var read = ReceiptAsync(HistoryState.Read);
        var states = new List<FileState>();
        var whole = ReceiveFileAsync(shown =>
        {
            states.Add(StateOf(_bob, shown).File);
            _bob.Messenger.MarkSeen("Alice", shown);
        });

        var sent = Offer("seen early", RandomNumberGenerator.GetBytes(20 * FileManifest.PartBytes));
        await whole.WaitAsync(Patience, Cancel);

        Assert.Equal(sent, await read.WaitAsync(Patience, Cancel));
        Assert.Equal([FileState.Receiving], states);
    }

    [Fact]
    public async Task Nothing_of_a_file_is_readable_in_either_folder_while_it_is_sent_and_while_it_waits()
    {
        _relay.Script = r => r.Type == FrameType.Send ? Verdict.Ignore : Verdict.Obey;
        Offer(Name, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Marker, 5_000))));
        await _relay.UntilAsync(() => _relay.CountOf(FrameType.Send) > 2, Cancel).WaitAsync(Patience, Cancel);
        Assert.Empty(FilesWith(Marker).Concat(FilesWith(Name)));

        _relay.Script = _ => Verdict.Obey;
        var whole = ReceiveFileAsync();
        _relay.DropConnections();
        var got = await whole.WaitAsync(Patience, Cancel);
        Assert.Empty(FilesWith(Marker).Concat(FilesWith(Name)));

        _bob.Profile.Files.Save(got);
        Assert.Equal([Path.Combine(_home.File("downloads"), Name)], FilesWith(Marker));
    }

    private static (HistoryState State, FileState File) StateOf(Person person, long entry) =>
        person.Profile.History.Find(entry) is { Content: FileContent file } found ? (found.State, file.State) : default;

    private Task<Person> JoinAsync(string name) =>
        Person.JoinAsync(_home, name, _relay, Person.Quick with { KeepHistory = true, SendReceipts = true });

    private long Offer(string name, byte[] bytes)
    {
        var offered = _alice.Profile.Files.Add(Username.Parse("Bob"), name, bytes, DateTimeOffset.UnixEpoch);
        _alice.Messenger.SendFiles();
        return offered.Entry!.Id;
    }

    /// <summary>Bob receives until a file is whole; the entry that shows it.</summary>
    private async Task<long> ReceiveFileAsync(Action<long>? onShown = null)
    {
        var whole = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        _bob.Messenger.FileMoved += (_, moved) => Look(moved.EntryId);
        var receiving = Task.Run(async () =>
        {
            await foreach (var message in _bob.Messenger.ReceiveAsync(Cancel))
            {
                onShown?.Invoke(message.HistoryId!.Value);
                Look(message.HistoryId!.Value);
            }
        });
        return await await Task.WhenAny(whole.Task, receiving.ContinueWith(_ => 0L, TaskScheduler.Default));

        void Look(long entry) => _ = StateOf(_bob, entry).File == FileState.Waiting && whole.TrySetResult(entry);
    }

    /// <summary>The entry of Alice that a receipt first moves to a state.</summary>
    private Task<long> ReceiptAsync(HistoryState state)
    {
        var moved = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        _alice.Messenger.HistoryReceipted += (_, receipt) => _ = receipt.State == state && moved.TrySetResult(receipt.EntryIds[0]);
        _ = Task.Run(async () =>
        {
            try
            {
                await _alice.ReceiveAsync(int.MaxValue);
            }
            catch (InvalidOperationException)
            {
                // She receives already.
            }
        });
        return moved.Task;
    }

    private IEnumerable<string> FilesWith(string text)
    {
        // A lock file is held open for nobody else to read, and is empty.
        var files = Directory.EnumerateFiles(_home.Path, "*", SearchOption.AllDirectories);
        foreach (var path in files.Where(path => Path.GetFileName(path) != "lock"))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            string[] forms = [text, Convert.ToBase64String(Encoding.UTF8.GetBytes(text))[..^4]];
            if (forms.Any(form => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(form)) >= 0))
            {
                yield return path;
            }
        }
    }
}
