using Sdtp.Client.Wire;
using Sdtp.EndToEnd.Tests.Wire;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.TestKit;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.EndToEnd.Tests.FullScreen;

/// <summary>A peer that sends as much as the relay takes, with the worst in it, to the real program in a real terminal.</summary>
public sealed class HostilePeerTests : IDisposable
{
    private const int Messages = 1_000;
    private const int LongMessages = 10;
    private const string Escape = "\u001B";

    private readonly TestFolder _folder = new();
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_keys_go_on_working_while_a_peer_floods_and_nothing_of_theirs_commands_the_terminal()
    {
        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token);
        await using var bob = await ChatTerminal.JoinAsync(_folder.File("home"), "Bob", relay.Address, _token);
        using var mallory = new WirePerson("Mallory");
        await using var connection = await mallory.RegisterAsync(relay.Address, _token);
        await bob.OpenChatAsync("Mallory");
        var to = await connection.RequestAsync<LookupRequest, LookupReply>(LookupRequest.For(Username.Parse("Bob")), _token);

        var flooding = FloodAsync(connection, mallory, to);
        await bob.ShowsAsync("flood");
        await bob.TypeAsync("typed in the middle");
        var during = await bob.ShowsAsync("> typed in the middle");
        await bob.PressAsync("C-u");
        await bob.PressAsync("C-k");
        await bob.ShowsAsync("Go to");
        await bob.PressAsync("Escape");
        await flooding;
        var after = await bob.ShowsAsync("the last of the flood");

        Assert.All([during, after], screen => Assert.DoesNotContain("owned", screen.Split('\n')[0], StringComparison.Ordinal));
        Assert.Contains("Message Mallory", after, StringComparison.Ordinal);

        await bob.PressAsync("C-Home");
        await bob.ShowsAsync("flood 0 ");
        await bob.PressAsync("C-End");
        await bob.ShowsAsync("the last of the flood");
    }

    /// <summary>Escape codes that clear the screen and set its title, the longest messages, and then very many.</summary>
    private async Task FloodAsync(RelayConnection connection, WirePerson mallory, LookupReply to)
    {
        var line = new string('w', 60_000);
        var replies = new List<Task<SendReply>>();
        for (var i = 0; i < Messages; i++)
        {
            var text = i % (Messages / LongMessages) == 1
                ? $"{Escape}[2J{Escape}]0;owned\a{line}"
                : $"flood {i} {Escape}[2J{Escape}[1;1Howned\u202E";
            replies.Add(await SendAsync(connection, mallory.Seal(to, text)));
        }

        replies.Add(await SendAsync(connection, mallory.Seal(to, "the last of the flood")));
        await Task.WhenAll(replies);
    }

    private ValueTask<Task<SendReply>> SendAsync(RelayConnection connection, byte[] envelope) =>
        connection.PostAsync<SendRequest, SendReply>(new SendRequest(1, envelope), _token);
}
