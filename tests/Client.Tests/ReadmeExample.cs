using Sdtp.Client.Tests.Fakes;
using Sdtp.Protocol.Identifiers;
using Sdtp.TestKit;

namespace Sdtp.Client.Tests;

/// <summary>The example of the README, word for word between the two marks, compiled and run.</summary>
public sealed class ReadmeExample
{
    [Fact]
    public async Task The_readme_example_sends_and_receives()
    {
        using var folder = new TestFolder();
        await using var relay = FakeRelay.Start();
        var output = new StringWriter();

        await RunAsync(folder.Path, relay.PinnedAddress.ToString(), output, TestContext.Current.CancellationToken);

        Assert.Matches(
            "^stored as number 1\nAlice \\(unverified [0-9a-f]{8}\\): Hello, Bob!\n$", output.ToString().ReplaceLineEndings("\n"));
    }

    private static async Task RunAsync(string home, string relay, TextWriter output, CancellationToken cancellationToken)
    {
        // README-BEGIN
        // An identity lives in a folder of its own; give a passphrase instead of null to seal its keys.
        var address = RelayAddress.Parse(relay); // sdtp://127.0.0.1:5000#<fingerprint>, as the relay prints it
        using var alice = Profile.Create(home, Username.Parse("Alice"), passphrase: null, address).Profile!;
        using var bob = Profile.Create(home, Username.Parse("Bob"), passphrase: null, address).Profile!;

        // Connecting registers on first use and logs in afterwards.
        await using var fromAlice = await Messenger.ConnectAsync(alice, cancellationToken: cancellationToken);
        await using var atBob = await Messenger.ConnectAsync(bob, cancellationToken: cancellationToken);

        // Completes when the relay has the message on disk; it cannot read it.
        var receipt = await fromAlice.SendAsync(bob.Username, "Hello, Bob!", cancellationToken);
        output.WriteLine($"stored as number {receipt.Sequence}");

        // Each message comes once, after it is safe in Bob's encrypted store.
        await foreach (var message in atBob.ReceiveAsync(cancellationToken))
        {
            output.WriteLine($"{message.From.DisplayName}: {(message.Content as TextContent)?.Text}");
            break;
        }
        // README-END
    }
}
