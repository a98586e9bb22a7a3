using Microsoft.Extensions.Time.Testing;
using Sdtp.Client.Tests.Fakes;
using Sdtp.Crypto.Identities;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;
using Sdtp.TestKit;

namespace Sdtp.Client.Tests.Trust;

public sealed class TrustTests : IAsyncLifetime
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
    public async Task A_name_is_pinned_on_first_use_and_known_afterwards()
    {
        var first = await LookupAsync("bob");
        var second = await LookupAsync("BOB");

        Assert.Equal((ContactTrust.FirstSeen, ContactTrust.Pinned), (first.Trust, second.Trust));
        Assert.Equal(_bob.Identity.UserId, first.UserId);
        Assert.Equal("Bob", first.Username.Display);
        Assert.Equal(SafetyNumber.Of(_alice.Profile.PublicKey, _bob.Identity.PublicKey).ToString(), first.SafetyNumber);
    }

    [Fact]
    public async Task A_changed_key_is_shown_by_lookup_and_blocks_sending()
    {
        await _alice.SendAsync(_bob, "to the true bob");
        using var impostor = Replace(_bob);

        var contact = await LookupAsync("Bob");
        var error = await Assert.ThrowsAsync<KeyChangedException>(() => _alice.SendAsync(impostor, "secret"));

        Assert.Equal(ContactTrust.KeyChanged, contact.Trust);
        Assert.Equal((_bob.Identity.UserId, impostor.Identity.UserId), (contact.PinnedUserId, contact.UserId));
        Assert.Equal((_bob.Identity.UserId, impostor.Identity.UserId), (error.Pinned, error.Presented));
        Assert.Equal(1, _relay.CountOf(FrameType.Send));
    }

    [Fact]
    public async Task The_block_outlives_the_program()
    {
        await LookupAsync("Bob");
        using var impostor = Replace(_bob);
        await LookupAsync("Bob");

        await _alice.RestartAsync();

        await Assert.ThrowsAsync<KeyChangedException>(() => _alice.SendAsync(impostor, "secret"));
        Assert.Equal(0, _relay.CountOf(FrameType.Send));
    }

    [Fact]
    public async Task An_accepted_change_unblocks_sending_to_the_new_key()
    {
        await LookupAsync("Bob");
        using var newBob = Replace(_bob);
        await Assert.ThrowsAsync<KeyChangedException>(() => _alice.SendAsync(newBob, "blocked"));

        var accepted = await _alice.Messenger.AcceptKeyChangeAsync(newBob.Name, newBob.Identity.UserId, Cancel);
        await _alice.SendAsync(newBob, "welcome back");

        Assert.Equal(ContactTrust.Pinned, accepted.Trust);
        Assert.Equal(["welcome back"], newBob.Texts);
    }

    [Fact]
    public async Task Another_sealing_key_under_a_number_seen_before_is_refused()
    {
        await LookupAsync("Bob");
        var createdAt = DateTimeOffset.FromUnixTimeMilliseconds((long)_bob.User.SealingKey.CreatedAtMs);
        using var other = Crypto.Sealing.SealingKey.Generate(_bob.User.SealingKey.Number, createdAt, TimeSpan.FromDays(60));
        _bob.User.SealingKey = other.Publish(_bob.Identity);

        await Assert.ThrowsAsync<UntrustedReplyException>(() => LookupAsync("Bob"));
    }

    [Fact]
    public async Task The_same_sealing_key_signed_anew_is_the_same_key()
    {
        await LookupAsync("Bob");
        var before = _bob.User.SealingKey;
        var signature = _bob.Identity.Sign(Protocol.Keys.SealingKeyRecord.SignedBytes(
            _bob.User.UserId, before.Number, before.PublicKey, before.CreatedAtMs, before.ExpiresAtMs));
        _bob.User.SealingKey = before with { Signature = signature };

        Assert.Equal(ContactTrust.Pinned, (await LookupAsync("Bob")).Trust);
    }

    [Fact]
    public async Task A_changed_key_that_is_pinned_for_another_name_cannot_be_accepted()
    {
        using var carol = FakePeer.Join(_relay, "Carol");
        await LookupAsync("Bob");
        await LookupAsync("Carol");
        _relay.LookupAnswer = user => user.Username == _bob.Name
            ? new LookupReply(carol.Identity.PublicKey, _bob.Name, carol.User.SealingKey)
            : new LookupReply(user.PublicKey, user.Username, user.SealingKey);
        Assert.Equal(ContactTrust.KeyChanged, (await LookupAsync("Bob")).Trust);

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => _alice.Messenger.AcceptKeyChangeAsync(_bob.Name, carol.Identity.UserId, Cancel));

        Assert.Equal(carol.Identity.UserId, _alice.Profile.FindPin(carol.Name)?.UserId);
    }

    [Fact]
    public async Task Only_the_identity_that_was_seen_can_be_accepted()
    {
        await LookupAsync("Bob");
        using var seen = Replace(_bob);
        await LookupAsync("Bob");
        using var unseen = IdentityKey.Generate();

        await Assert.ThrowsAsync<InvalidOperationException>(() => _alice.Messenger.AcceptKeyChangeAsync(seen.Name, unseen.UserId, Cancel));
        await Assert.ThrowsAsync<KeyChangedException>(() => _alice.SendAsync(seen, "still blocked"));
    }

    [Fact]
    public async Task A_known_identity_under_another_name_blocks_sending_until_accepted()
    {
        await LookupAsync("Bob");
        _bob.User.Username = Username.Parse("Robert");

        var error = await Assert.ThrowsAsync<KeyChangedException>(() => _alice.SendAsync(_bob, "who are you"));
        await _alice.Messenger.AcceptKeyChangeAsync(_bob.Name, error.Presented, Cancel);
        await _alice.SendAsync(_bob, "ah, bob");

        Assert.Equal(["ah, bob"], _bob.Texts);
    }

    [Fact]
    public async Task A_lower_sealing_key_number_than_seen_is_refused()
    {
        var old = _bob.User.SealingKey;
        _bob.Rotate();
        await LookupAsync("Bob");
        _bob.User.SealingKey = old;

        var error = await Assert.ThrowsAsync<UntrustedReplyException>(() => LookupAsync("Bob"));

        Assert.Contains("sealing key 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sealing_key_that_the_identity_did_not_sign_is_refused()
    {
        using var mallory = FakePeer.Join(_relay, "Mallory");
        _relay.LookupAnswer = user => new LookupReply(user.PublicKey, user.Username, mallory.User.SealingKey);

        await Assert.ThrowsAsync<UntrustedReplyException>(() => LookupAsync("Bob"));
        await Assert.ThrowsAsync<UntrustedReplyException>(() => _alice.SendAsync(_bob, "secret"));
        Assert.Equal(0, _relay.CountOf(FrameType.Send));
    }

    [Fact]
    public async Task An_answer_about_another_name_is_refused()
    {
        using var mallory = FakePeer.Join(_relay, "Mallory");
        _relay.LookupAnswer = _ => new LookupReply(mallory.User.PublicKey, mallory.User.Username, mallory.User.SealingKey);

        await Assert.ThrowsAsync<UntrustedReplyException>(() => LookupAsync("Bob"));
    }

    [Fact]
    public async Task An_expired_sealing_key_is_refused()
    {
        var longAgo = new FakeTimeProvider(new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var carol = FakePeer.Join(_relay, "Carol", longAgo);

        var error = await Assert.ThrowsAsync<UntrustedReplyException>(() => LookupAsync("Carol"));

        Assert.Contains("expired", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_is_shown_as_an_unverified_name_with_the_short_userId()
    {
        _bob.Send(Mailbox, "hi");

        var sender = Assert.Single(await _alice.FetchAsync()).From;

        Assert.Equal((SenderTrust.Unverified, "Bob"), (sender.Trust, sender.Name.ToString()));
        Assert.Equal($"Bob (unverified {_bob.Identity.UserId.ToShortString()})", sender.DisplayName);
    }

    [Fact]
    public async Task Whoever_was_written_to_is_shown_by_the_pinned_name()
    {
        await _alice.SendAsync(_bob, "hello");
        _bob.Send(Mailbox, "hi");

        var sender = Assert.Single(await _alice.FetchAsync()).From;

        Assert.Equal((SenderTrust.Pinned, "Bob"), (sender.Trust, sender.DisplayName));
    }

    [Fact]
    public async Task A_stranger_under_a_pinned_name_is_marked_as_not_that_contact()
    {
        await LookupAsync("Bob");
        using var impostor = Replace(_bob);
        impostor.Send(Mailbox, "it's me, bob");

        var sender = Assert.Single(await _alice.FetchAsync()).From;

        Assert.Equal(SenderTrust.NameConflict, sender.Trust);
        Assert.StartsWith("NOT your Bob", sender.DisplayName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_whose_key_does_not_hash_to_the_sender_is_not_shown()
    {
        using var mallory = FakePeer.Join(_relay, "Mallory");
        _relay.LookupAnswer = _ => new LookupReply(mallory.User.PublicKey, mallory.User.Username, mallory.User.SealingKey);
        _bob.Send(Mailbox, "hi");

        Assert.Equal(SenderTrust.Nameless, Assert.Single(await _alice.FetchAsync()).From.Trust);
    }

    private Task<Contact> LookupAsync(string name) => _alice.Messenger.LookupAsync(Username.Parse(name), Cancel);

    private FakePeer Replace(FakePeer peer)
    {
        peer.Leave();
        return FakePeer.Join(_relay, peer.Name.Display);
    }
}
