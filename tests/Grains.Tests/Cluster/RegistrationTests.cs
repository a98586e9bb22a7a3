using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Grains.Abstractions.Usernames;
using Sdtp.Grains.Profiles;
using Sdtp.Grains.Tests.Support;
using Sdtp.Protocol.Identifiers;
using Xunit;

namespace Sdtp.Grains.Tests.Cluster;

[Collection(ClusterTests.Name)]
public sealed class RegistrationTests(ClusterFixture cluster)
{
    [Fact]
    public async Task A_registered_user_is_active_and_holds_the_name()
    {
        using var person = new TestPerson();
        var command = person.Registration(cluster.Clock.GetUtcNow());

        var result = await cluster.User(person).RegisterAsync(command);
        var profile = await cluster.User(person).GetProfileAsync();

        Assert.Null(result.Refusal);
        Assert.Equal(person.Username, profile!.Username);
        Assert.Equal(command.SealingKey, profile.SealingKey);
        Assert.Equal(1U, profile.SealingKeyNumber);
        Assert.Equal(person.UserId, await cluster.HolderOfAsync(person.Username.ToUpperInvariant()));
    }

    [Fact]
    public async Task Registering_again_with_the_same_key_and_name_succeeds()
    {
        using var person = await cluster.RegisterAsync();
        person.Username = person.Username.ToUpperInvariant();

        var again = await cluster.User(person).RegisterAsync(person.Registration(cluster.Clock.GetUtcNow()));

        Assert.Null(again.Refusal);
        Assert.NotEqual(person.Username, again.Profile!.Username);
    }

    [Fact]
    public async Task The_same_key_under_another_name_is_already_registered()
    {
        using var person = await cluster.RegisterAsync();
        person.Username += ".2";

        var again = await cluster.User(person).RegisterAsync(person.Registration(cluster.Clock.GetUtcNow()));

        Assert.Equal(ErrorCode.AlreadyRegistered, again.Refusal!.Code);
        Assert.Null(await cluster.HolderOfAsync(person.Username));
    }

    [Fact]
    public async Task A_taken_name_clears_what_was_pending_and_the_key_may_register_under_another()
    {
        using var holder = await cluster.RegisterAsync();
        using var person = new TestPerson();
        var own = person.Username;
        person.Username = holder.Username;

        var taken = await cluster.User(person).RegisterAsync(person.Registration(cluster.Clock.GetUtcNow()));
        var profile = await cluster.User(person).GetProfileAsync();
        var stored = (UserState)cluster.Storage.Find(cluster.User(person).Grain.GetGrainId())!;
        person.Username = own;
        var other = await cluster.User(person).RegisterAsync(person.Registration(cluster.Clock.GetUtcNow()));

        Assert.Equal(ErrorCode.UsernameTaken, taken.Refusal!.Code);
        Assert.Null(profile);
        Assert.Equal(UserStage.Stranger, stored.Stage);
        Assert.Equal(own, other.Profile!.Username);
        Assert.Equal(holder.UserId, await cluster.HolderOfAsync(holder.Username));
    }

    [Theory]
    [InlineData(RegistrationStep.Pending, false)]
    [InlineData(RegistrationStep.Pending, true)]
    [InlineData(RegistrationStep.Claimed, false)]
    [InlineData(RegistrationStep.Claimed, true)]
    [InlineData(RegistrationStep.Active, false)]
    [InlineData(RegistrationStep.Active, true)]
    public async Task A_registration_that_failed_at_any_step_is_resumed_by_the_same_key(RegistrationStep step, bool tookEffect)
    {
        using var person = new TestPerson();
        Fail(person, step, tookEffect);

        await Assert.ThrowsAnyAsync<Exception>(() => cluster.User(person).RegisterAsync(person.Registration(cluster.Clock.GetUtcNow())));
        var between = await cluster.User(person).GetProfileAsync();
        var resumed = await cluster.User(person).RegisterAsync(person.Registration(cluster.Clock.GetUtcNow()));

        Assert.Equal(step == RegistrationStep.Active && tookEffect, between is not null);
        Assert.Null(resumed.Refusal);
        Assert.Equal(person.Username, resumed.Profile!.Username);
        Assert.Equal(person.UserId, await cluster.HolderOfAsync(person.Username));
    }

    [Fact]
    public async Task A_name_claimed_before_the_failure_is_finished_first_when_the_key_comes_back_with_another()
    {
        using var person = new TestPerson();
        var claimed = person.Username;
        Fail(person, RegistrationStep.Active, tookEffect: false);
        await Assert.ThrowsAnyAsync<Exception>(() => cluster.User(person).RegisterAsync(person.Registration(cluster.Clock.GetUtcNow())));
        person.Username += ".2";

        var other = await cluster.User(person).RegisterAsync(person.Registration(cluster.Clock.GetUtcNow()));
        var profile = await cluster.User(person).GetProfileAsync();

        Assert.Equal(ErrorCode.AlreadyRegistered, other.Refusal!.Code);
        Assert.Equal(claimed, profile!.Username);
        Assert.Null(await cluster.HolderOfAsync(person.Username));
    }

    [Fact]
    public async Task A_pending_user_is_unknown_to_everybody()
    {
        using var person = new TestPerson();
        Fail(person, RegistrationStep.Claimed, tookEffect: false);
        await Assert.ThrowsAnyAsync<Exception>(() => cluster.User(person).RegisterAsync(person.Registration(cluster.Clock.GetUtcNow())));

        await AssertUnknownAsync(person);
    }

    [Fact]
    public async Task A_stranger_is_unknown_to_everybody_and_makes_no_mailbox()
    {
        using var person = new TestPerson();

        await AssertUnknownAsync(person);

        Assert.Equal(0, cluster.Log.For(person.UserId).Opens);
    }

    [Fact]
    public async Task A_name_that_nobody_holds_and_a_key_that_was_refused_leave_no_activation_behind()
    {
        using var holder = await cluster.RegisterAsync();
        using var person = new TestPerson();
        var free = Username.Parse(person.Username);
        person.Username = holder.Username;

        Assert.Null(await cluster.HolderOfAsync(free.Display));
        var taken = await cluster.User(person).RegisterAsync(person.Registration(cluster.Clock.GetUtcNow()));

        Assert.Equal(ErrorCode.UsernameTaken, taken.Refusal!.Code);
        await cluster.WhenGoneAsync(cluster.Cluster.Client.GetUsername(free)).Soon();
        await cluster.WhenGoneAsync(cluster.User(person).Grain).Soon();
        Assert.True(await cluster.IsActiveAsync(cluster.Cluster.Client.GetUsername(Username.Parse(holder.Username))));
    }

    [Fact]
    public async Task Another_s_key_a_bad_name_and_a_bad_sealing_key_are_refused_and_nothing_is_claimed()
    {
        using var person = new TestPerson();
        using var other = new TestPerson();
        var now = cluster.Clock.GetUtcNow();
        var good = person.Registration(now);

        var foreign = await cluster.User(other).RegisterAsync(good);
        var name = await cluster.User(person).RegisterAsync(good with { Username = "a b" });
        var key = await cluster.User(person).RegisterAsync(good with { SealingKey = other.SealingKey(1, now) });

        Assert.Equal(
            [ErrorCode.BadPublicKey, ErrorCode.BadUsername, ErrorCode.BadSealingKey],
            new[] { foreign, name, key }.Select(result => result.Refusal!.Code));
        Assert.Null(await cluster.HolderOfAsync(person.Username));
    }

    [Fact]
    public async Task Two_people_who_want_one_name_at_once_get_it_once()
    {
        using var one = new TestPerson();
        using var two = new TestPerson { Username = one.Username };
        var now = cluster.Clock.GetUtcNow();

        var results = await Task.WhenAll(
            cluster.User(one).RegisterAsync(one.Registration(now)), cluster.User(two).RegisterAsync(two.Registration(now)));

        Assert.Single(results, result => result.Refusal is null);
        Assert.Single(results, result => result.Refusal?.Code == ErrorCode.UsernameTaken);
    }

    private void Fail(TestPerson person, RegistrationStep step, bool tookEffect)
    {
        var key = step == RegistrationStep.Claimed ? Username.Parse(person.Username).Folded : person.UserId.ToString();
        cluster.Storage.FailWrite(key, nth: step == RegistrationStep.Active ? 2 : 1, tookEffect);
    }

    private async Task AssertUnknownAsync(TestPerson person)
    {
        var user = cluster.User(person);
        var ticket = new LeaseTicket(Guid.NewGuid(), 7);
        var send = await user.AppendAsync(TestIds.User(1), [TestEnvelopes.To(person.UserId)]);

        Assert.Null(await user.GetProfileAsync());
        Assert.Equal(ErrorCode.UnknownUser, send.Refusals![0]!.Code);
        Assert.Equal(ErrorCode.UnknownUser, (await user.TakeLeaseAsync(ticket, null)).Refusal!.Code);
        Assert.Equal(ErrorCode.UnknownUser, (await user.ReadAsync(ticket, 0)).Refusal!.Code);
        Assert.Equal(ErrorCode.UnknownUser, (await user.AcknowledgeAsync(ticket, 0)).Refusal!.Code);
        Assert.Equal(ErrorCode.UnknownUser, (await user.PublishKeyAsync(ticket, [])).Refusal!.Code);
        await user.TendAsync();
    }
}

/// <summary>The three writes of a registration.</summary>
public enum RegistrationStep
{
    Pending,
    Claimed,
    Active,
}
