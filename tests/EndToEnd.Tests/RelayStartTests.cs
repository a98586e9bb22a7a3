using Sdtp.EndToEnd.Tests.Wire;
using Sdtp.Protocol.Messages;
using Sdtp.TestKit;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.EndToEnd.Tests;

/// <summary>How the relay program starts, says where it is, and stops.</summary>
public sealed class RelayStartTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_relay_prints_where_it_listens_and_its_pinned_address()
    {
        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token);

        Assert.Matches(@"^\[Server\] Listening on 127\.0\.0\.1:\d+$", relay.ListeningLine);
        Assert.Matches(@"^sdtp://127\.0\.0\.1:\d+#[0-9a-f]{64}$", relay.Address);
    }

    [Fact]
    public async Task The_relay_keeps_its_fingerprint_and_its_server_id_across_a_kill()
    {
        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token);
        var address = relay.Address;
        await using var before = await WirePerson.ConnectAsync(address, _token);
        await relay.KillAsync();

        await relay.StartAgainAsync(_token);
        await using var after = await WirePerson.ConnectAsync(relay.Address, _token);

        Assert.Equal(address, relay.Address);
        Assert.Equal(before.Hello.ServerId, after.Hello.ServerId);
    }

    [Fact]
    public async Task The_relay_stops_with_clients_connected()
    {
        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token);
        using var alice = new WirePerson("alice");
        await using var connection = await alice.RegisterAsync(relay.Address, _token);
        await connection.RequestAsync<SubscribeRequest, SubscribeReply>(new SubscribeRequest(0, 16), _token);

        Assert.Equal(0, await relay.StopAsync(_token));
    }

    [Fact]
    public async Task A_second_relay_on_the_same_data_folder_is_refused_in_one_line()
    {
        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token);

        await using var second = RunningProgram.Start(BuiltProgram.Relay, ["--listen", "127.0.0.1:0", "--data", _folder.File("data")]);
        var exitCode = await second.WaitForExitAsync(_token);

        Assert.NotEqual(0, exitCode);
        Assert.DoesNotContain("   at ", second.Output, StringComparison.Ordinal);
    }
}
