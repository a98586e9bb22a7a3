using Microsoft.Extensions.Time.Testing;
using Sdtp.Client.Store;
using Sdtp.Client.Tests.Fakes;
using Sdtp.Protocol;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Wire;
using Sdtp.TestKit;
using ReceiptContent = Sdtp.Crypto.Contents.ReceiptContent;
using ReceiptKind = Sdtp.Crypto.Contents.ReceiptKind;

namespace Sdtp.Client.Tests.Receipts;

/// <summary>What Alice's client still has to tell of texts, across refusals, lost connections and the end of the program.</summary>
public sealed class KeptReceiptTests : IAsyncLifetime
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Longer than any test lets pass, however often it has to on a busy machine.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromDays(20);

    private readonly TestFolder _home = new();
    private readonly FakeRelay _relay = FakeRelay.Start();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private FakePeer _bob = null!;
    private Person _alice = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FakeUser Mailbox => _relay.UserNamed("Alice");

    private IEnumerable<ReceiptContent> Receipts => Contents.OfType<ReceiptContent>();

    private Sdtp.Crypto.Contents.MessageContent[] Contents
    {
        get
        {
            lock (_relay.State)
            {
                return [.. _bob.User.Mailbox.Select(message => _bob.ContentOf(message.Envelope))];
            }
        }
    }

    public async ValueTask InitializeAsync()
    {
        _bob = FakePeer.Join(_relay, "Bob", _clock);
        _alice = await Person.JoinAsync(
            _home,
            "Alice",
            _relay,
            Person.Quick with
            {
                Clock = _clock,
                KeepHistory = true,
                SendReceipts = true,
                ResendFor = Never,
                ConnectTimeout = Never,
                KeepAlive = Never,
            });
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
    public async Task What_was_about_to_be_told_when_the_program_ended_is_told_once_by_the_next_run()
    {
        var ids = new[] { Send("one"), Send("two") };
        await _alice.FetchAsync();

        await _alice.RestartAsync();
        _clock.Advance(Between);
        await ArrivedAsync(1);
        await _alice.RestartAsync();
        _clock.Advance(Between);
        await MarkAsync();

        var receipt = Assert.Single(Receipts);
        Assert.Equal(ReceiptKind.Delivered, receipt.Kind);
        Assert.Equal(ids, receipt.Ids);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_receipt_in_a_held_up_lane_is_neither_lost_nor_doubled(bool endsMeanwhile)
    {
        var isHeld = true;
        _relay.Script = r => r.Type == FrameType.Send && isHeld
            ? Verdict.Refuse(ErrorCode.MailboxFull, retryAfterMs: 10_000)
            : Verdict.Obey;
        var sending = _alice.SendAsync(_bob, "held up");
        await _relay.UntilAsync(() => _relay.CountOf(FrameType.Send) == 1, Cancel);
        var id = Send("hello");
        await _alice.FetchAsync();

        _clock.Advance(Between);
        _clock.Advance(Between);
        if (endsMeanwhile)
        {
            await _alice.RestartAsync();
            await Assert.ThrowsAsync<ConnectionLostException>(() => sending);
        }

        isHeld = false;
        await PassUntilArrivedAsync(2);
        await MarkAsync();

        Assert.Equal([id], Assert.Single(Receipts).Ids);
        Assert.Equal("held up", Contents.OfType<Sdtp.Crypto.Contents.TextContent>().First().Text);
    }

    [Fact]
    public async Task A_receipt_whose_answer_was_lost_goes_out_again_as_the_same_message()
    {
        _relay.Script = r => r.Type == FrameType.Send && _relay.CountOf(FrameType.Send) == 1 ? Verdict.ObeyThenDrop : Verdict.Obey;
        var id = Send("hello");
        await _alice.FetchAsync();
        _clock.Advance(Between);
        await ArrivedAsync(1);

        await _alice.RestartAsync();
        await _relay.UntilAsync(() => _relay.CountOf(FrameType.Send) == 2, Cancel).WaitAsync(Patience, Cancel);

        var sent = _relay.Requests
            .Where(r => r.Type == FrameType.Send)
            .Select(r => Convert.ToHexString(r.Body.AsSpan(sizeof(uint))))
            .ToArray();
        Assert.Equal(sent[0], sent[1]);
        Assert.Equal([id], Receipts.First().Ids);
    }

    [Fact]
    public async Task A_relay_that_is_going_away_takes_no_receipt_with_it()
    {
        _relay.Script = r => r.Type == FrameType.Send && _relay.CountOf(FrameType.Send) == 1
            ? Verdict.Refuse(ErrorCode.GoingAway)
            : Verdict.Obey;
        var id = Send("hello");
        await _alice.FetchAsync();

        _clock.Advance(Between);
        await PassUntilArrivedAsync(1);

        Assert.Equal([id], Assert.Single(Receipts).Ids);
    }

    [Fact]
    public async Task What_was_seen_without_a_connection_is_told_when_there_is_one()
    {
        var ids = new[] { Send("one"), Send("two") };
        var entry = (await _alice.FetchAsync())[^1].HistoryId!.Value;
        await _alice.DisposeAsync();
        using (var offline = Profile.Open(_home.Path, Username.Parse("Alice"), null).Profile!)
        {
            offline.History.MarkSeen("Bob", entry);
        }

        await _alice.RestartAsync();
        _clock.Advance(Between);
        await ArrivedAsync(1);

        var receipt = Assert.Single(Receipts);
        Assert.Equal(ReceiptKind.Read, receipt.Kind);
        Assert.Equal(ids, receipt.Ids);
    }

    [Fact]
    public async Task What_was_switched_off_meanwhile_is_not_told_later()
    {
        Send("unnoticed");
        await _alice.FetchAsync();
        _alice.Profile.SendsReceipts = false;
        await _alice.RestartAsync();
        _clock.Advance(Between);

        _alice.Profile.SendsReceipts = true;
        await _alice.RestartAsync();
        _clock.Advance(Between);
        await MarkAsync();

        Assert.Empty(Receipts);
    }

    [Fact]
    public void What_waits_to_be_told_has_a_limit_in_each_conversation()
    {
        var receipts = _alice.Profile.Store.Receipts;
        var sender = _bob.Identity.UserId;
        var most = Enumerable.Range(0, ReceiptStore.WaitingMax).Select(_ => MessageId.New());
        receipts.Put(sender, ReceiptKind.Delivered, most.Append(MessageId.New()));
        receipts.Put(sender, ReceiptKind.Delivered, [MessageId.New()]);

        var told = 0;
        while (receipts.Next(sender) is { } next)
        {
            told += next.Ids.Count;
            receipts.Remove(next.RowIds);
        }

        Assert.Equal(ReceiptStore.WaitingMax, told);
    }

    private MessageId Send(string text)
    {
        var id = MessageId.New();
        _relay.Store(Mailbox, _bob.Identity.UserId, _bob.Seal(Mailbox, text, id));
        return id;
    }

    private Task ArrivedAsync(int count) =>
        _relay.UntilAsync(() => Contents.Length >= count, Cancel).WaitAsync(Patience, Cancel);

    /// <summary>
    /// Lets time pass in steps, as what waits may only begin to wait after one of them, until so many messages have arrived.
    /// </summary>
    private async Task PassUntilArrivedAsync(int count)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        giveUp.CancelAfter(Patience);
        var arrived = _relay.UntilAsync(() => Contents.Length >= count, giveUp.Token);
        using var step = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!arrived.IsCompleted)
        {
            _clock.Advance(Between);
            await step.WaitForNextTickAsync(giveUp.Token);
        }

        await arrived;
    }

    /// <summary>A text that arrives behind everything that was under way.</summary>
    private async Task MarkAsync()
    {
        _clock.Advance(Between);
        await _alice.SendAsync(_bob, "a mark");
    }
}
