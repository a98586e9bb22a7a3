using Microsoft.Extensions.Time.Testing;
using Sdtp.Client.Tests.Fakes;
using Sdtp.Crypto.Keystores;
using Sdtp.Protocol;
using Sdtp.Protocol.Wire;
using Sdtp.TestKit;

namespace Sdtp.Client.Tests.Receiving;

public sealed class SealingKeyUpkeepTests : IAsyncLifetime
{
    private readonly TestFolder _home = new();
    private readonly FakeRelay _relay = FakeRelay.Start();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private FakePeer _bob = null!;
    private Person _alice = null!;

    private FakeUser Mailbox => _relay.UserNamed("Alice");

    private IEnumerable<uint> Held => _alice.Profile.Keystore.SealingKeys.Keys.Select(k => k.Key.Number);

    public async ValueTask InitializeAsync()
    {
        _bob = FakePeer.Join(_relay, "Bob", _clock);
        _alice = await Person.JoinAsync(_home, "Alice", _relay, Person.Quick with { Clock = _clock });
    }

    public async ValueTask DisposeAsync()
    {
        await _alice.DisposeAsync();
        await _relay.DisposeAsync();
        _bob.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task A_key_of_up_to_seven_days_stays()
    {
        await LaterAsync(TimeSpan.FromDays(7));

        await _alice.FetchAsync();

        Assert.Equal(0, _relay.CountOf(FrameType.PublishKey));
    }

    [Fact]
    public async Task An_older_key_is_replaced_and_the_old_one_still_opens_what_waits()
    {
        _bob.Send(Mailbox, "under the old key");
        await LaterAsync(TimeSpan.FromDays(8));

        var first = await _alice.FetchAsync();
        _bob.Send(Mailbox, "under the new key");
        var second = await _alice.FetchAsync();

        Assert.Equal(2u, Mailbox.SealingKey.Number);
        Assert.Equal(new TextContent("under the old key"), Assert.Single(first).Content);
        Assert.Equal(new TextContent("under the new key"), Assert.Single(second).Content);
        Assert.Equal([1u, 2u], Held);
    }

    [Fact]
    public async Task A_new_private_key_is_on_disk_before_it_is_published()
    {
        var onDisk = new List<uint>();
        _relay.Script = r =>
        {
            if (r.Type == FrameType.PublishKey)
            {
                using var file = KeystoreFile.Open(Path.Combine(_alice.Profile.Folder, "keystore.sdtp"), null).File!;
                onDisk.AddRange(file.Keystore.SealingKeys.Keys.Select(k => k.Key.Number));
            }

            return Verdict.Obey;
        };
        await LaterAsync(TimeSpan.FromDays(8));

        await _alice.FetchAsync();

        Assert.Equal([1u, 2u], onDisk);
    }

    [Fact]
    public async Task A_key_that_could_not_be_saved_is_not_published()
    {
        await LaterAsync(TimeSpan.FromDays(8));
        var inTheWay = Directory.CreateDirectory(Path.Combine(_alice.Profile.Folder, "keystore.sdtp.tmp"));

        await Assert.ThrowsAnyAsync<Exception>(_alice.FetchAsync);
        await Assert.ThrowsAnyAsync<Exception>(_alice.FetchAsync);
        Assert.Equal(0, _relay.CountOf(FrameType.PublishKey));

        inTheWay.Delete();
        await _alice.FetchAsync();
        using var saved = KeystoreFile.Open(Path.Combine(_alice.Profile.Folder, "keystore.sdtp"), null).File!;
        Assert.NotNull(saved.Keystore.SealingKeys.Find(Mailbox.SealingKey.Number));
        Assert.Equal(2u, Mailbox.SealingKey.Number);
    }

    [Fact]
    public async Task A_key_whose_publication_was_cut_short_is_published_again_and_not_replaced()
    {
        _relay.Script = r => r.Type == FrameType.PublishKey && _relay.CountOf(FrameType.PublishKey) == 1
            ? Verdict.Refuse(ErrorCode.TryAgain)
            : Verdict.Obey;
        await LaterAsync(TimeSpan.FromDays(8));
        await _alice.FetchAsync();
        Assert.Equal(1u, Mailbox.SealingKey.Number);

        await _alice.RestartAsync();
        await _alice.FetchAsync();

        Assert.Equal(2u, Mailbox.SealingKey.Number);
        Assert.Equal([1u, 2u], Held);
    }

    [Fact]
    public async Task A_private_key_goes_when_no_mail_can_need_it_any_more()
    {
        await LaterAsync(TimeSpan.FromDays(8));
        await _alice.FetchAsync();
        await LaterAsync(TimeSpan.FromDays(30));
        await _alice.FetchAsync();
        Assert.Contains(1u, Held);

        await LaterAsync(TimeSpan.FromDays(2));
        await _alice.FetchAsync();

        Assert.DoesNotContain(1u, Held);
        using var saved = KeystoreFile.Open(Path.Combine(_alice.Profile.Folder, "keystore.sdtp"), null).File!;
        Assert.Equal(Held, saved.Keystore.SealingKeys.Keys.Select(k => k.Key.Number));
    }

    [Fact]
    public async Task A_relay_that_holds_a_higher_number_is_overtaken()
    {
        await LaterAsync(TimeSpan.FromDays(1));
        using var other = Crypto.Sealing.SealingKey.Generate(9, _clock.GetUtcNow(), TimeSpan.FromDays(60));
        Mailbox.SealingKey = other.Publish(_alice.Profile.Keystore.Identity);
        await _alice.RestartAsync();

        await _alice.FetchAsync();

        Assert.Equal(10u, Mailbox.SealingKey.Number);
    }

    [Fact]
    public async Task A_number_that_nobody_signed_makes_no_new_key()
    {
        await LaterAsync(TimeSpan.FromDays(1));
        using var stranger = Crypto.Identities.IdentityKey.Generate();
        using var key = Crypto.Sealing.SealingKey.Generate(0xFFFF_FFFE, _clock.GetUtcNow(), TimeSpan.FromDays(60));
        Mailbox.SealingKey = key.Publish(stranger);
        await _alice.RestartAsync();
        var warned = new TaskCompletionSource<WarningKind>();
        _alice.Messenger.Warned += (_, e) => warned.TrySetResult(e.Kind);

        await _alice.FetchAsync();

        Assert.Equal(WarningKind.SealingKeyNotReplaced, await warned.Task.WaitAsync(TestContext.Current.CancellationToken));
        Assert.Equal([1u], Held);
    }

    [Fact]
    public async Task A_key_that_another_machine_published_under_our_number_is_overtaken()
    {
        await LaterAsync(TimeSpan.FromDays(8));
        using var theirs = Crypto.Sealing.SealingKey.Generate(2, _clock.GetUtcNow(), TimeSpan.FromDays(60));
        _relay.Script = r =>
        {
            if (r.Type == FrameType.PublishKey && Mailbox.SealingKey.Number == 1)
            {
                Mailbox.SealingKey = theirs.Publish(_alice.Profile.Keystore.Identity);
                return Verdict.Refuse(ErrorCode.BadSealingKey);
            }

            return Verdict.Obey;
        };
        await _alice.FetchAsync();
        await _alice.RestartAsync();

        await _alice.FetchAsync();

        Assert.Equal(3u, Mailbox.SealingKey.Number);
        Assert.Equal([1u, 2u, 3u], Held);
    }

    [Fact]
    public async Task A_program_that_only_sends_publishes_nothing()
    {
        await LaterAsync(TimeSpan.FromDays(8));

        await _alice.SendAsync(_bob, "hello");

        Assert.Equal(0, _relay.CountOf(FrameType.PublishKey));
    }

    /// <summary>The program is closed, time passes, and it is started again.</summary>
    private async Task LaterAsync(TimeSpan time)
    {
        await _alice.Messenger.DisposeAsync();
        _clock.Advance(time);
        await _alice.RestartAsync();
    }
}
