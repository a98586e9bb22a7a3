using System.Security.Cryptography;
using Sdtp.Client.Tests.Fakes;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Wire;
using Sdtp.TestKit;

namespace Sdtp.Client.Tests.Receiving;

public sealed class ReceiveTests : IAsyncLifetime
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
        _alice = await Person.JoinAsync(_home, "Alice", _relay);
    }

    public async ValueTask DisposeAsync()
    {
        await _alice.DisposeAsync();
        await _relay.DisposeAsync();
        _bob.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task Fetch_brings_each_message_once_and_acknowledges_it()
    {
        _bob.Send(Mailbox, "one");
        _bob.Send(Mailbox, "two");

        var first = await _alice.FetchAsync();
        var second = await _alice.FetchAsync();

        Assert.Equal(["one", "two"], TextsOf(first));
        Assert.Equal([1ul, 2ul], first.Select(m => m.Sequence));
        Assert.Empty(second);
        Assert.Equal(3ul, Mailbox.First);
    }

    [Fact]
    public async Task What_could_not_be_shown_is_shown_by_the_next_fetch()
    {
        foreach (var text in (string[])["one", "two", "three"])
        {
            _bob.Send(Mailbox, text);
        }

        var shown = new List<ReceivedMessage>();
        await Assert.ThrowsAsync<IOException>(() => _alice.Messenger.FetchAsync(
            message =>
            {
                if (shown.Count == 1)
                {
                    throw new IOException("The screen is gone.");
                }

                shown.Add(message);
            },
            Cancel));
        await _alice.RestartAsync();
        var later = await _alice.Messenger.FetchAsync(shown.Add, Cancel);

        Assert.Equal(2, later);
        Assert.Equal(["one", "two", "three"], TextsOf(shown));
        Assert.Equal(0, await _alice.Messenger.FetchAsync(shown.Add, Cancel));
    }

    [Fact]
    public async Task Fetch_brings_at_most_its_limit_and_the_next_one_brings_the_rest()
    {
        for (var i = 0; i < 5; i++)
        {
            _bob.Send(Mailbox, $"text {i}");
        }

        _alice.Options = Person.Quick with { FetchMessagesMax = 3 };
        await _alice.RestartAsync();

        Assert.Equal(["text 0", "text 1", "text 2"], TextsOf(await _alice.FetchAsync()));
        Assert.Equal(["text 3", "text 4"], TextsOf(await _alice.FetchAsync()));
    }

    [Fact]
    public async Task A_message_is_in_the_store_before_it_is_acknowledged()
    {
        var stored = new List<int>();
        _relay.Script = r =>
        {
            if (r.Type == FrameType.Ack)
            {
                stored.Add(_alice.Profile.Store.Inbox.Unshown(10).Count);
            }

            return Verdict.Obey;
        };
        _bob.Send(Mailbox, "safe first");

        await _alice.FetchAsync();

        Assert.Equal([1], stored);
    }

    [Fact]
    public async Task A_crash_between_commit_and_acknowledgement_shows_nothing_twice()
    {
        _bob.Send(Mailbox, "only once");
        _relay.Script = r => r.Type == FrameType.Ack ? Verdict.Ignore : Verdict.Obey;
        var fetching = _alice.FetchAsync();
        await _relay.UntilAsync(() => _relay.CountOf(FrameType.Ack) == 1, Cancel);

        _relay.Script = _ => Verdict.Obey;
        await _alice.RestartAsync();
        var afterCrash = await _alice.FetchAsync();
        var later = await _alice.FetchAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetching);
        Assert.Equal(["only once"], TextsOf(afterCrash));
        Assert.Empty(later);
        Assert.Equal(2ul, Mailbox.First);
    }

    [Fact]
    public async Task A_shown_message_that_is_delivered_again_is_dropped_silently()
    {
        _bob.Send(Mailbox, "once");
        await _alice.FetchAsync();

        Mailbox.First = 1;
        await _alice.RestartAsync();

        Assert.Empty(await _alice.FetchAsync());
        Assert.Equal(2ul, Mailbox.First);
    }

    [Fact]
    public async Task The_same_id_with_other_bytes_is_reported_once()
    {
        var id = MessageId.New();
        _relay.Store(Mailbox, _bob.Identity.UserId, _bob.Seal(Mailbox, "first", id));
        _relay.Store(Mailbox, _bob.Identity.UserId, _bob.Seal(Mailbox, "second", id));

        var received = await _alice.FetchAsync();
        Mailbox.First = 1;
        var again = await _alice.FetchAsync();

        Assert.Equal(new TextContent("first"), received[0].Content);
        Assert.Equal(new RejectedContent(RejectionReason.IdReused), received[1].Content);
        Assert.Empty(again);
    }

    [Fact]
    public async Task The_same_id_from_another_sender_is_another_message()
    {
        using var carol = FakePeer.Join(_relay, "Carol");
        var id = MessageId.New();
        _relay.Store(Mailbox, _bob.Identity.UserId, _bob.Seal(Mailbox, "from bob", id));
        _relay.Store(Mailbox, carol.Identity.UserId, carol.Seal(Mailbox, "from carol", id));

        Assert.Equal(["from bob", "from carol"], TextsOf(await _alice.FetchAsync()));
    }

    [Fact]
    public async Task A_signer_other_than_the_relays_sender_is_rejected_and_acknowledged()
    {
        using var mallory = FakePeer.Join(_relay, "Mallory");
        _relay.Store(Mailbox, mallory.Identity.UserId, _bob.Seal(Mailbox, "not by mallory"));

        var received = Assert.Single(await _alice.FetchAsync());

        Assert.Equal(new RejectedContent(RejectionReason.SenderMismatch), received.Content);
        Assert.Equal(mallory.Identity.UserId, received.From.UserId);
        Assert.Equal(2ul, Mailbox.First);
    }

    [Fact]
    public async Task Garbage_is_rejected_with_its_reason_acknowledged_and_blocks_nothing()
    {
        var torn = _bob.Seal(Mailbox, "torn");
        torn[^1] ^= 1;
        var elsewhere = _bob.Seal(_bob.User, "for bob himself");
        var unknownKey = _bob.Seal(Mailbox, "unknown key");
        unknownKey[7] ^= 0x40;
        foreach (var envelope in (byte[][])[RandomNumberGenerator.GetBytes(300), [], torn, elsewhere, unknownKey])
        {
            _relay.Store(Mailbox, _bob.Identity.UserId, envelope);
        }

        _bob.Send(Mailbox, "behind the garbage");

        var received = await _alice.FetchAsync();

        Assert.Equal(
            [
                new RejectedContent(RejectionReason.BadHeader),
                new RejectedContent(RejectionReason.BadHeader),
                new RejectedContent(RejectionReason.DecryptionFailed),
                new RejectedContent(RejectionReason.NotForUs),
                new RejectedContent(RejectionReason.UnknownSealingKey),
                new TextContent("behind the garbage"),
            ],
            received.Select(m => m.Content));
        Assert.Equal(7ul, Mailbox.First);
    }

    [Fact]
    public async Task An_unknown_content_type_is_shown_as_unsupported_and_acknowledged()
    {
        _relay.Store(Mailbox, _bob.Identity.UserId, _bob.Seal(Mailbox, (ContentType)999, [1, 2, 3]));

        var received = Assert.Single(await _alice.FetchAsync());

        Assert.Equal(new UnsupportedContent(999), received.Content);
        Assert.Equal(2ul, Mailbox.First);
    }

    [Fact]
    public async Task Text_that_is_no_text_is_rejected()
    {
        _relay.Store(Mailbox, _bob.Identity.UserId, _bob.Seal(Mailbox, ContentType.Text, [0xC0, 0x80]));

        Assert.Equal(new RejectedContent(RejectionReason.BadContent), Assert.Single(await _alice.FetchAsync()).Content);
    }

    [Fact]
    public async Task A_passing_refusal_of_the_acknowledgement_is_tried_again()
    {
        _bob.Send(Mailbox, "patience");
        _relay.Script = r => r.Type == FrameType.Ack && _relay.CountOf(FrameType.Ack) == 1
            ? Verdict.Refuse(ErrorCode.TryAgain)
            : Verdict.Obey;

        Assert.Equal(["patience"], TextsOf(await _alice.FetchAsync()));
        Assert.Equal(2, _relay.CountOf(FrameType.Ack));
    }

    private static IEnumerable<string> TextsOf(IEnumerable<ReceivedMessage> messages) =>
        messages.Select(m => Assert.IsType<TextContent>(m.Content).Text);
}
