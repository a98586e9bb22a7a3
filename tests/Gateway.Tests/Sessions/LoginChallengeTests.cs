using Microsoft.Extensions.Time.Testing;
using Sdtp.Gateway.Sessions;
using Sdtp.Protocol;

namespace Sdtp.Gateway.Tests.Sessions;

public sealed class LoginChallengeTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void It_is_given_once()
    {
        var challenge = new LoginChallenge(_clock);
        var nonce = challenge.Issue();

        Assert.Equal(nonce, challenge.Take());
        Assert.Null(challenge.Take());
    }

    [Fact]
    public void A_new_one_replaces_the_last()
    {
        var challenge = new LoginChallenge(_clock);
        var first = challenge.Issue();
        var second = challenge.Issue();

        Assert.NotEqual(first, second);
        Assert.Equal(second, challenge.Take());
    }

    [Fact]
    public void It_dies_after_its_lifetime()
    {
        var challenge = new LoginChallenge(_clock);
        challenge.Issue();
        _clock.Advance(ProtocolLimits.ChallengeLifetime);
        Assert.NotNull(challenge.Take());

        challenge.Issue();
        _clock.Advance(ProtocolLimits.ChallengeLifetime + TimeSpan.FromMilliseconds(1));
        Assert.Null(challenge.Take());
    }
}
