using System.Security.Cryptography;
using Sdtp.Client.Tests.Fakes;
using Sdtp.Crypto.Contents;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol;
using Sdtp.Protocol.Envelopes;
using Sdtp.Protocol.Wire;
using Sdtp.TestKit;

namespace Sdtp.Client.Tests.Files;

/// <summary>What Alice stops sending, before, while and after it goes out.</summary>
public sealed class FileCancelTests : IAsyncLifetime
{
    private const int PartFrameBytesMin = 60_000;
    private const int Answered = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TestFolder _home = new();
    private readonly FakeRelay _relay = FakeRelay.Start();
    private readonly byte[] _file = RandomNumberGenerator.GetBytes((19 * FileManifest.PartBytes) + 7);
    private FakePeer _bob = null!;
    private Person _alice = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IEnumerable<FilePartContent> Parts => Contents().OfType<FilePartContent>();

    public async ValueTask InitializeAsync()
    {
        _bob = FakePeer.Join(_relay, "Bob");
        _alice = await Person.JoinAsync(_home, "Alice", _relay, Person.Quick with { KeepHistory = true });
    }

    public async ValueTask DisposeAsync()
    {
        await _alice.DisposeAsync();
        await _relay.DisposeAsync();
        _bob.Dispose();
        _home.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_stopped_midway_leaves_nothing_behind_and_what_stands_beside_it_goes_on_in_order(bool byDeletingTheChat)
    {
        await AnswerTheFirstPartsOnlyAsync();
        var stopped = Offer("stopped");
        await UntilAsync(() => _relay.Requests.Count(IsPart) == Answered + FileLimits.PartsUnconfirmedMax);
        var next = Offer("next");
        var nextIsThrough = Settled(next);
        var texts = Enumerable.Range(0, 3).Select(i => _alice.SendAsync(_bob, $"text {i}")).ToArray();

        if (byDeletingTheChat)
        {
            _alice.Profile.History.Delete("Bob");
        }
        else
        {
            Assert.True(_alice.Profile.Files.Cancel(stopped));
            Assert.False(_alice.Profile.Files.Cancel(stopped));
            Assert.Equal((HistoryState.Failed, FileState.Cancelled), StateOf(stopped));
            Assert.Null(_alice.Profile.History.Retry(stopped));
        }

        Assert.Equal(0, PartsInOutboxOf("stopped"));
        AssertNoBytesOf("stopped");
        _relay.Script = _ => Verdict.Obey;
        _relay.DropConnections();
        await Task.WhenAll(texts).WaitAsync(Patience, Cancel);
        await (byDeletingTheChat ? Task.CompletedTask : nextIsThrough);

        Assert.Equal(Answered, Parts.Count(part => part.Manifest.Name == "stopped"));
        Assert.Equal(byDeletingTheChat ? 0 : 20, Parts.Count(part => part.Manifest.Name == "next"));
        Assert.Equal(["text 0", "text 1", "text 2"], Texts());
        Assert.Empty(await OutboxWhenQuietAsync());
    }

    [Fact]
    public async Task A_file_that_waits_for_a_full_mailbox_can_be_stopped_and_stays_so()
    {
        var isFull = true;
        _relay.Script = r => IsPart(r) && Volatile.Read(ref isFull) ? Verdict.Refuse(ErrorCode.MailboxFull) : Verdict.Obey;
        var paused = new TaskCompletionSource();
        _alice.Messenger.FileMoved += (_, moved) => _ = moved.IsPaused && paused.TrySetResult();
        var stopped = Offer("stopped");
        await paused.Task.WaitAsync(Patience, Cancel);

        Assert.True(_alice.Profile.Files.Cancel(stopped));
        Volatile.Write(ref isFull, false);
        var next = await OfferAndSettleAsync("next");

        Assert.Equal(20, Parts.Count());
        Assert.All(Parts, part => Assert.Equal("next", part.Manifest.Name));
        Assert.Equal((HistoryState.Accepted, FileState.Sent), StateOf(next));
        Assert.Equal((HistoryState.Failed, FileState.Cancelled), StateOf(stopped));
    }

    [Fact]
    public async Task A_file_stopped_while_nobody_is_connected_does_not_go_out_later()
    {
        await AnswerTheFirstPartsOnlyAsync();
        var stopped = Offer("stopped");
        await UntilAsync(() => _relay.Requests.Count(IsPart) > Answered);
        await _alice.Messenger.DisposeAsync();

        Assert.True(_alice.Profile.Files.Cancel(stopped));
        Assert.Empty(_alice.Profile.Store.Outbox.All());
        _relay.Script = _ => Verdict.Obey;
        await _alice.RestartAsync();
        await _alice.SendAsync(_bob, "behind").WaitAsync(Patience, Cancel);

        Assert.Equal(Answered, Parts.Count());
        Assert.Equal((HistoryState.Failed, FileState.Cancelled), StateOf(stopped));
    }

    [Fact]
    public async Task A_failed_file_can_be_stopped_and_no_longer_counts_as_waiting()
    {
        _relay.Script = r => IsPart(r) ? Verdict.Refuse(ErrorCode.UnknownUser) : Verdict.Obey;
        var failed = await OfferAndSettleAsync("failed");
        Assert.Equal((HistoryState.Failed, FileState.Failed), StateOf(failed));

        Assert.Equal([failed], _alice.Profile.Files.Unfinished("bob").Select(entry => entry.Id));
        Assert.True(_alice.Profile.Files.Cancel(failed));

        Assert.Empty(_alice.Profile.Files.Unfinished("bob"));
        Assert.Equal(0, _alice.Profile.Store.Files.CountOwn());
        AssertNoBytesOf("failed");
    }

    [Fact]
    public async Task A_file_that_is_through_cannot_be_stopped()
    {
        var sent = await OfferAndSettleAsync("sent");

        Assert.False(_alice.Profile.Files.Cancel(sent));
        Assert.False(_alice.Profile.Files.Cancel(sent + 1));

        Assert.Equal((HistoryState.Accepted, FileState.Sent), StateOf(sent));
    }

    [Fact]
    public async Task A_file_that_was_stopped_too_late_is_shown_as_what_it_is_when_its_receipt_comes()
    {
        var sends = 0;
        _relay.Script = r => !IsPart(r) ? Verdict.Obey : Interlocked.Increment(ref sends) == 1 ? Verdict.ObeyThenDrop : Verdict.Ignore;
        var late = Offer("late", FileManifest.PartBytes);
        await UntilAsync(() => Volatile.Read(ref sends) > 1);
        Assert.True(EnvelopeHeader.TryRead(_bob.User.Mailbox[0].Envelope.Span, out var header));

        Assert.True(_alice.Profile.Files.Cancel(late));
        var alice = _relay.UserNamed("Alice");
        var receipt = Sdtp.Crypto.Contents.ReceiptContent.Encode(ReceiptKind.Delivered, [header.MessageId]);
        _relay.Store(alice, _bob.Identity.UserId, _bob.Seal(alice, ContentType.Receipt, receipt));
        Assert.Empty(await _alice.FetchAsync());

        Assert.Equal((HistoryState.Delivered, FileState.Sent), StateOf(late));
    }

    private static bool IsPart(SeenRequest request) => request.Type == FrameType.Send && request.Body.Length > PartFrameBytesMin;

    private async Task AnswerTheFirstPartsOnlyAsync()
    {
        // So that no part waits for it to be looked up.
        await _alice.Messenger.LookupAsync(_bob.Name, Cancel);
        var sends = 0;
        _relay.Script = r => IsPart(r) && Interlocked.Increment(ref sends) > Answered ? Verdict.Ignore : Verdict.Obey;
    }

    private long Offer(string name, int? bytes = null)
    {
        var entry = Add(name, bytes);
        _alice.Messenger.SendFiles();
        return entry;
    }

    private long Add(string name, int? bytes = null) =>
        _alice.Profile.Files.Add(_bob.Name, name, _file.AsMemory(0, bytes ?? _file.Length), DateTimeOffset.UnixEpoch).Entry!.Id;

    private async Task<long> OfferAndSettleAsync(string name)
    {
        var entry = Add(name);
        var settled = Settled(entry);
        _alice.Messenger.SendFiles();
        await settled;
        return entry;
    }

    private IEnumerable<string> Texts() => Contents().OfType<Sdtp.Crypto.Contents.TextContent>().Select(text => text.Text);

    private List<Sdtp.Crypto.Contents.MessageContent> Contents()
    {
        lock (_relay.State)
        {
            return [.. _bob.User.Mailbox.Select(m => _bob.ContentOf(m.Envelope))];
        }
    }

    private Task<HistorySettledEventArgs> Settled(long entry)
    {
        var settled = new TaskCompletionSource<HistorySettledEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        _alice.Messenger.HistorySettled += (_, happened) => _ = happened.EntryId == entry && settled.TrySetResult(happened);
        return settled.Task.WaitAsync(Patience, Cancel);
    }

    private (HistoryState State, FileState File) StateOf(long entry) =>
        _alice.Profile.History.Find(entry) is { Content: FileContent file } found ? (found.State, file.State) : default;

    private IEnumerable<long> FilesNamed(string name) => Enumerable.Range(1, 10)
        .Select(id => _alice.Profile.Store.Files.Find(id))
        .Where(file => file?.Manifest.Name == name)
        .Select(file => file!.Id);

    private int PartsInOutboxOf(string name)
    {
        var ids = FilesNamed(name).ToHashSet();
        return _alice.Profile.Store.Outbox.All().Count(row => row.Record.FileId is { } id && ids.Contains(id));
    }

    private void AssertNoBytesOf(string name)
    {
        var file = _alice.Profile.Store.Files.Find(Assert.Single(FilesNamed(name)))!;
        for (var part = 0; part < file.Manifest.Parts; part++)
        {
            Assert.Throws<StoreDamagedException>(() => _alice.Profile.Store.Files.Part(file, part));
        }
    }

    /// <summary>What is left when a text sent last has arrived, and so all before it is settled.</summary>
    private async Task<IEnumerable<long>> OutboxWhenQuietAsync()
    {
        await _alice.SendAsync(_bob, "last").WaitAsync(Patience, Cancel);
        return _alice.Profile.Store.Outbox.All().Select(row => row.Id);
    }

    private Task UntilAsync(Func<bool> condition) => _relay.UntilAsync(condition, Cancel).WaitAsync(Patience, Cancel);
}
