using Sdtp.Client.Tests.Fakes;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Identifiers;
using Sdtp.TestKit;
using ReceiptContent = Sdtp.Crypto.Contents.ReceiptContent;
using ReceiptKind = Sdtp.Crypto.Contents.ReceiptKind;

namespace Sdtp.Client.Tests.Receipts;

/// <summary>What a receipt does to the messages that Alice has sent.</summary>
public sealed class GotReceiptTests : IAsyncLifetime
{
    private readonly TestFolder _home = new();
    private readonly FakeRelay _relay = FakeRelay.Start();
    private FakePeer _bob = null!;
    private Person _alice = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FakeUser Mailbox => _relay.UserNamed("Alice");

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

    [Fact]
    public async Task Messages_are_delivered_then_read_never_back_and_it_outlives_the_program()
    {
        var (one, two) = (await SendAsync("one"), await SendAsync("two"));

        await TellAsync(_bob, ReceiptKind.Delivered, one.MessageId, two.MessageId);
        Assert.Equal((HistoryState.Delivered, HistoryState.Delivered), (StateOf(one), StateOf(two)));
        await TellAsync(_bob, ReceiptKind.Read, one.MessageId);
        await TellAsync(_bob, ReceiptKind.Delivered, one.MessageId);
        await _alice.RestartAsync();

        Assert.Equal((HistoryState.Read, HistoryState.Delivered), (StateOf(one), StateOf(two)));
    }

    [Fact]
    public async Task What_has_moved_is_told_once()
    {
        var sent = await SendAsync("one");
        var told = new List<HistoryReceiptedEventArgs>();
        var both = new TaskCompletionSource();
        _alice.Messenger.HistoryReceipted += (_, e) =>
        {
            told.Add(e);
            if (e.State == HistoryState.Read)
            {
                both.TrySetResult();
            }
        };

        await TellAsync(_bob, ReceiptKind.Delivered, sent.MessageId, sent.MessageId, MessageId.New());
        await TellAsync(_bob, ReceiptKind.Delivered, sent.MessageId);
        await TellAsync(_bob, ReceiptKind.Read, sent.MessageId);
        await both.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel);

        Assert.Equal([HistoryState.Delivered, HistoryState.Read], told.Select(e => e.State));
        Assert.All(told, e => Assert.Equal([sent.EntryId], e.EntryIds));
    }

    [Fact]
    public async Task Nobody_else_can_say_that_a_message_was_read()
    {
        using var mallory = FakePeer.Join(_relay, "Mallory");
        await _alice.Messenger.LookupAsync(mallory.Name, Cancel);
        var sent = await SendAsync("for Bob");

        await TellAsync(mallory, ReceiptKind.Read, sent.MessageId);

        Assert.Equal(HistoryState.Accepted, StateOf(sent));
    }

    [Fact]
    public async Task A_receipt_for_what_the_other_side_sent_changes_nothing()
    {
        var id = MessageId.New();
        _relay.Store(Mailbox, _bob.Identity.UserId, _bob.Seal(Mailbox, "by Bob", id));
        var entry = Assert.Single(await _alice.FetchAsync()).HistoryId!.Value;

        await TellAsync(_bob, ReceiptKind.Read, id);

        Assert.Equal(HistoryState.Accepted, _alice.Profile.History.Find(entry)?.State);
    }

    [Fact]
    public async Task A_receipt_is_never_shown_nor_unseen_and_a_broken_one_is_reported()
    {
        var receipt = _bob.Seal(Mailbox, ContentType.Receipt, ReceiptContent.Encode(ReceiptKind.Read, [MessageId.New()]));
        _relay.Store(Mailbox, _bob.Identity.UserId, receipt);
        _relay.Store(Mailbox, _bob.Identity.UserId, _bob.Seal(Mailbox, ContentType.Receipt, [9, 0, 0]));
        _bob.Send(Mailbox, "a text");

        var shown = await _alice.FetchAsync();
        Mailbox.First = 1;
        var again = await _alice.FetchAsync();

        Assert.Equal([new RejectedContent(RejectionReason.BadContent), new TextContent("a text")], shown.Select(m => m.Content));
        Assert.Empty(again);
        Assert.Equal(2, _alice.Profile.History.Chats().Sum(chat => _alice.Profile.History.CountUnseen(chat.Name)));
    }

    private async Task<Sent> SendAsync(string text)
    {
        var entry = _alice.Profile.History.AddOwn("Bob", TimeProvider.System.GetUtcNow(), text);
        var receipt = await _alice.Messenger.SendAsync(_bob.Name, text, entry.Id, Cancel);
        return new Sent(entry.Id, receipt.MessageId);
    }

    /// <summary>Somebody sends a receipt, and Alice takes it in.</summary>
    private async Task TellAsync(FakePeer from, ReceiptKind kind, params MessageId[] ids)
    {
        _relay.Store(Mailbox, from.Identity.UserId, from.Seal(Mailbox, ContentType.Receipt, ReceiptContent.Encode(kind, ids)));
        Assert.Empty(await _alice.FetchAsync());
    }

    private HistoryState? StateOf(Sent sent) => _alice.Profile.History.Find(sent.EntryId)?.State;

    private sealed record Sent(long EntryId, MessageId MessageId);
}
