using System.Text.Json;
using Sdtp.Client;
using Sdtp.Protocol.Identifiers;
using Sdtp.TestKit;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.EndToEnd.Tests;

/// <summary>What an operator is told of a user by name, from a running relay and from a cluster.</summary>
public sealed class ExplainTests(Azurite azurite) : IDisposable
{
    private const string Secret = "for Bob alone";

    private readonly TestFolder _folder = new();
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_running_relay_is_explained_by_name_without_a_word_of_a_message()
    {
        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token);
        var bob = await SendToBobAsync(relay.Address);

        var told = await ExplainAsync("BOB", null, "--data", _folder.File("data"));

        AssertTellsOfBob(told, bob);
    }

    [Fact]
    public async Task A_cluster_says_where_a_user_is_active_and_tells_the_rest_without_any_silo()
    {
        await using var cluster = new ClusterProcesses(azurite);
        var silo = await cluster.StartSiloAsync(_token);
        var address = await cluster.StartGatewayAsync(_token);
        var bob = await SendToBobAsync(address);

        var told = await ExplainAsync("bob", cluster.Environment);
        await silo.KillAsync();
        var toldLater = await ExplainAsync(bob.ToString(), cluster.Environment);

        AssertTellsOfBob(told, bob);
        AssertTellsOfBob(toldLater, bob);
        Assert.Equal("active", StateOf(told));
        Assert.StartsWith("127.0.0.1:", told.GetProperty("activation").GetProperty("silo").GetString(), StringComparison.Ordinal);
        Assert.Equal("unknown", StateOf(toldLater));
    }

    [Fact]
    public async Task A_cluster_is_counted_beside_it()
    {
        await using var cluster = new ClusterProcesses(azurite);
        await cluster.StartSiloAsync(_token);
        await SendToBobAsync(await cluster.StartGatewayAsync(_token));

        var (code, output) = await AdminProgram.RunAsync(["stats", "--storage", "azure", "--json"], _token, cluster.Environment);

        Assert.True(code == 0, output);
        using var report = JsonDocument.Parse(output);
        Assert.Equal(2, report.RootElement.GetProperty("users").GetInt64());
        Assert.Equal(1, report.RootElement.GetProperty("messages").GetInt64());
    }

    private static string? StateOf(JsonElement told) => told.GetProperty("activation").GetProperty("state").GetString();

    private static void AssertTellsOfBob(JsonElement told, UserId bob)
    {
        Assert.Equal(bob.ToString(), told.GetProperty("userId").GetString());
        Assert.Equal("Bob", told.GetProperty("username").GetString());
        Assert.Equal("active", told.GetProperty("stage").GetString());
        Assert.Equal(1, told.GetProperty("depth").GetInt64());
        Assert.NotEqual(JsonValueKind.Null, told.GetProperty("oldestAt").ValueKind);
        Assert.DoesNotContain(Secret, told.GetRawText(), StringComparison.Ordinal);
    }

    private async Task<JsonElement> ExplainAsync(string who, IReadOnlyDictionary<string, string>? cluster, params string[] arguments)
    {
        var storage = cluster is null ? arguments : ["--storage", "azure"];
        var (code, output) = await AdminProgram.RunAsync(["explain", who, "--json", .. storage], _token, cluster);
        Assert.True(code == 0, output);
        using var report = JsonDocument.Parse(output);
        return report.RootElement.Clone();
    }

    /// <returns>The userID of Bob, who has not fetched.</returns>
    private async Task<UserId> SendToBobAsync(string address)
    {
        using var bob = NewProfile("Bob", address);
        await (await Messenger.ConnectAsync(bob, cancellationToken: _token)).DisposeAsync();
        using var alice = NewProfile("Alice", address);
        await using var messenger = await Messenger.ConnectAsync(alice, cancellationToken: _token);
        await messenger.SendAsync(bob.Username, Secret, _token);
        return bob.UserId;
    }

    private Profile NewProfile(string name, string address) =>
        Profile.Create(_folder.File(name), Username.Parse(name), passphrase: null, RelayAddress.Parse(address)).Profile!;
}
