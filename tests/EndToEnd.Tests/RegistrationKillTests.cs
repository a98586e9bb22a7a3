using Sdtp.Client;
using Sdtp.Client.Wire;
using Sdtp.EndToEnd.Tests.Wire;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.TestKit;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.EndToEnd.Tests;

/// <summary>
/// A registration is three writes: key and wanted name pending, the name claimed, the user active. The relay is killed after each of them;
/// the same key can always resume.
/// </summary>
public sealed class RegistrationKillTests : IDisposable
{
    private const int PendingStored = 1;
    private const int NameClaimed = 2;
    private const int Activated = 3;
    private readonly TestFolder _folder = new();
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(PendingStored)]
    [InlineData(NameClaimed)]
    [InlineData(Activated)]
    public async Task The_same_key_resumes_a_registration_that_was_killed_after_any_step(int step)
    {
        using var alice = new WirePerson("alice");
        using var bob = new WirePerson("bob");
        await RegisterAndDieAsync(alice, step);
        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token);
        await using var bobs = await bob.RegisterAsync(relay.Address, _token);

        var before = await Record.ExceptionAsync(() => LookUpAsync(bobs, "alice"));
        await (await alice.RegisterAsync(relay.Address, _token)).DisposeAsync();
        var after = await LookUpAsync(bobs, "alice");

        Assert.Equal(step == Activated ? null : ErrorCode.UnknownUser, (before as RelayException)?.Code);
        Assert.Equal(alice.UserId, UserId.Of(after.PublicKey));
        await (await alice.LogInAsync(relay.Address, _token)).DisposeAsync();
    }

    [Theory]
    [InlineData(PendingStored, false)]
    [InlineData(NameClaimed, true)]
    public async Task A_stranger_gets_the_name_of_a_killed_registration_only_where_it_was_not_yet_claimed(int step, bool taken)
    {
        using var alice = new WirePerson("alice");
        using var mallory = new WirePerson("Alice");
        await RegisterAndDieAsync(alice, step);
        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token);

        var stranger = await Record.ExceptionAsync(async () => await (await mallory.RegisterAsync(relay.Address, _token)).DisposeAsync());
        var owner = await Record.ExceptionAsync(async () => await (await alice.RegisterAsync(relay.Address, _token)).DisposeAsync());

        Assert.Equal(taken ? ErrorCode.UsernameTaken : null, (stranger as RelayException)?.Code);
        Assert.Equal(taken ? null : ErrorCode.UsernameTaken, (owner as RelayException)?.Code);
    }

    private async Task RegisterAndDieAsync(WirePerson person, int step)
    {
        await using var dying = await RelayProcess.StartAsync(
            _folder.File("data"),
            _token,
            ["--die-after-writes", $"{step}"],
            BuiltProgram.Find("tests/CrashingRelay", "sdtp-crashing-relay"));
        await Assert.ThrowsAsync<ConnectionLostException>(() => person.RegisterAsync(dying.Address, _token));
        await dying.Running.WaitForExitAsync(_token);
    }

    private async Task<LookupReply> LookUpAsync(RelayConnection connection, string name) =>
        await connection.RequestAsync<LookupRequest, LookupReply>(LookupRequest.For(Username.Parse(name)), _token);
}
