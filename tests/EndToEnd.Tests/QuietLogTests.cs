using Sdtp.EndToEnd.Tests.Wire;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.TestKit;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.EndToEnd.Tests;

public sealed class QuietLogTests
{
    [Fact]
    public async Task At_Information_the_log_names_nobody_and_shows_no_byte_of_a_message()
    {
        var token = TestContext.Current.CancellationToken;
        using var folder = new TestFolder();
        using var alice = new WirePerson("alice-in-the-log");
        using var bob = new WirePerson("bob-in-the-log");
        await using var relay = await RelayProcess.StartAsync(folder.File("data"), token, ["--log-level", "Information"]);
        await using (var receiver = await bob.RegisterAsync(relay.Address, token))
        await using (var sender = await alice.RegisterAsync(relay.Address, token))
        {
            var envelope = WirePerson.Envelope(bob.UserId, MessageId.New(), "filler-in-the-log");
            await sender.RequestAsync<SendRequest, SendReply>(new SendRequest(1, envelope), token);
            await WirePerson.FetchAllAsync(receiver, token);
        }

        await relay.StopAsync(token);

        var log = relay.Running.Output;
        Assert.Contains("info:", log, StringComparison.Ordinal);
        string[] secrets = ["in-the-log", alice.UserId.ToString(), bob.UserId.ToString()];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, log, StringComparison.OrdinalIgnoreCase));
    }
}
