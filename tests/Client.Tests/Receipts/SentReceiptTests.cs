using Microsoft.Extensions.Time.Testing;
using Sdtp.Client.Tests.Fakes;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Wire;
using Sdtp.TestKit;
using ReceiptContent = Sdtp.Crypto.Contents.ReceiptContent;
using ReceiptKind = Sdtp.Crypto.Contents.ReceiptKind;

namespace Sdtp.Client.Tests.Receipts;

/// <summary>What Alice's client tells of the texts that she has got.</summary>
public sealed class SentReceiptTests : IAsyncLifetime
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    private readonly TestFolder _home = new();
    private readonly FakeRelay _relay = FakeRelay.Start();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private FakePeer _bob = null!;
    private Person _alice = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FakeUser Mailbox => _relay.UserNamed("Alice");

    public async ValueTask InitializeAsync()
    {
        _bob = FakePeer.Join(_relay, "Bob", _clock);
        _alice = await Person.JoinAsync(
            _home, "Alice", _relay, Person.Quick with { Clock = _clock, KeepHistory = true, SendReceipts = true });
        await _alice.Messenger.LookupAsync(_bob.Name, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _alice.DisposeAsync();
        await _relay.DisposeAsync();
        _bob.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task Texts_of_two_seconds_are_told_of_in_one_receipt_and_later_ones_in_the_next()
    {
        var early = new[] { Send("one"), Send("two") };
        await _alice.FetchAsync();
        _clock.Advance(Between / 2);
        early = [.. early, Send("three")];
        await _alice.FetchAsync();
        _clock.Advance(Between / 2);
        var first = await ReceiptAsync(1);

        var late = Send("four");
        await _alice.FetchAsync();
        _clock.Advance(Between);
        var second = await ReceiptAsync(2);

        AssertTells(ReceiptKind.Delivered, early, first);
        AssertTells(ReceiptKind.Delivered, [late], second);
    }

    [Fact]
    public async Task What_has_been_seen_is_told_once_and_read_covers_delivered()
    {
        var ids = new[] { Send("one"), Send("two") };
        var entry = (await _alice.FetchAsync())[^1].HistoryId!.Value;

        _alice.Messenger.MarkSeen("Bob", entry);
        _alice.Messenger.MarkSeen("Bob", entry);
        _clock.Advance(Between);
        var read = await ReceiptAsync(1);
        var next = Send("three");
        await _alice.FetchAsync();
        _clock.Advance(Between);
        var delivered = await ReceiptAsync(2);

        AssertTells(ReceiptKind.Read, ids, read);
        AssertTells(ReceiptKind.Delivered, [next], delivered);
    }

    [Fact]
    public async Task Only_an_accepted_contact_is_told()
    {
        using var stranger = FakePeer.Join(_relay, "Stranger", _clock);
        using var changed = FakePeer.Join(_relay, "Changed", _clock);
        await _alice.Messenger.LookupAsync(changed.Name, Cancel);
        var contacts = _alice.Profile.Store.Contacts;
        contacts.Put(contacts.Find(changed.Name)! with { PresentedKey = stranger.Identity.PublicKey });
        stranger.Send(Mailbox, "who are you?");
        changed.Send(Mailbox, "still me");
        var id = Send("hello");

        await _alice.FetchAsync();
        _clock.Advance(Between);

        Assert.Equal([id], (await ReceiptAsync(1)).Ids);
        await _alice.DisposeAsync();
        Assert.Empty(stranger.User.Mailbox.Concat(changed.User.Mailbox));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_told_while_it_is_switched_off_for_all_or_for_the_contact(bool forAll)
    {
        Switch(forAll, on: false);
        Send("unnoticed");
        var entry = Assert.Single(await _alice.FetchAsync()).HistoryId!.Value;
        _alice.Messenger.MarkSeen("Bob", entry);
        _clock.Advance(Between);
        await _alice.RestartAsync();
        Assert.Equal((!forAll, forAll), (_alice.Profile.SendsReceipts, !_alice.Profile.History.Chat("bob").AreReceiptsOff));

        Switch(forAll, on: true);
        var id = Send("noticed");
        await _alice.FetchAsync();
        _clock.Advance(Between);

        Assert.Equal([id], (await ReceiptAsync(1)).Ids);
    }

    [Fact]
    public async Task Switching_off_also_stops_what_was_about_to_be_told()
    {
        Send("too late");
        await _alice.FetchAsync();

        Switch(forAll: true, on: false);
        _clock.Advance(Between);
        Switch(forAll: true, on: true);
        var id = Send("noticed");
        await _alice.FetchAsync();
        _clock.Advance(Between);

        Assert.Equal([id], (await ReceiptAsync(1)).Ids);
    }

    [Fact]
    public async Task A_receipt_is_never_answered_with_a_receipt()
    {
        var receipt = _bob.Seal(Mailbox, ContentType.Receipt, ReceiptContent.Encode(ReceiptKind.Read, [MessageId.New()]));
        _relay.Store(Mailbox, _bob.Identity.UserId, receipt);
        var id = Send("a text");

        var shown = await _alice.FetchAsync();
        _clock.Advance(Between);

        Assert.Single(shown);
        Assert.Equal([id], (await ReceiptAsync(1)).Ids);
    }

    [Theory]
    [InlineData(ErrorCode.RateLimited)]
    [InlineData(ErrorCode.MailboxFull)]
    public async Task A_refused_receipt_is_dropped_and_holds_up_no_text(ErrorCode refusal)
    {
        _relay.Script = r => r.Type == FrameType.Send && _relay.CountOf(FrameType.Send) == 1
            ? Verdict.Refuse(refusal, retryAfterMs: 3_600_000)
            : Verdict.Obey;
        Send("hello");
        await _alice.FetchAsync();
        _clock.Advance(Between);
        await _relay.UntilAsync(() => _relay.CountOf(FrameType.Send) == 1, Cancel);

        // The clock stands still: whatever waited would wait for ever.
        await _alice.SendAsync(_bob, "not held up").WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        await _alice.DisposeAsync();

        Assert.Equal(["not held up"], _bob.Texts);
    }

    [Fact]
    public async Task A_receipt_under_a_key_that_was_replaced_is_sealed_anew()
    {
        _bob.Rotate();
        _relay.Script = r => r.Type == FrameType.Send && _relay.CountOf(FrameType.Send) == 1
            ? Verdict.Refuse(ErrorCode.StaleKey)
            : Verdict.Obey;
        var id = Send("hello");

        await _alice.FetchAsync();
        _clock.Advance(Between);

        Assert.Equal([id], (await ReceiptAsync(1)).Ids);
    }

    [Fact]
    public async Task A_program_that_does_not_ask_for_receipts_sends_none()
    {
        _alice.Options = _alice.Options with { SendReceipts = false };
        await _alice.RestartAsync();
        Send("hello");

        var entry = Assert.Single(await _alice.FetchAsync()).HistoryId!.Value;
        _alice.Messenger.MarkSeen("Bob", entry);
        _clock.Advance(Between);
        await _alice.SendAsync(_bob, "the only thing sent");

        Assert.Equal(["the only thing sent"], _bob.Texts);
        Assert.Equal(entry, _alice.Profile.History.Chat("Bob").SeenThrough);
    }

    private MessageId Send(string text)
    {
        var id = MessageId.New();
        _relay.Store(Mailbox, _bob.Identity.UserId, _bob.Seal(Mailbox, text, id));
        return id;
    }

    private static void AssertTells(ReceiptKind kind, IEnumerable<MessageId> ids, ReceiptContent receipt)
    {
        Assert.Equal(kind, receipt.Kind);
        Assert.Equal(ids, receipt.Ids);
    }

    private void Switch(bool forAll, bool on)
    {
        if (forAll)
        {
            _alice.Profile.SendsReceipts = on;
        }
        else
        {
            _alice.Profile.History.Update("Bob", chat => chat with { AreReceiptsOff = !on });
        }
    }

    /// <summary>The n-th message that Bob gets, which must be a receipt.</summary>
    private async Task<ReceiptContent> ReceiptAsync(int number)
    {
        await _relay.UntilAsync(() => _bob.User.Mailbox.Count >= number, Cancel).WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        return Assert.IsType<ReceiptContent>(_bob.ContentOf(_bob.User.Mailbox[number - 1].Envelope));
    }
}
