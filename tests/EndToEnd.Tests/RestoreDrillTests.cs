using System.Collections.Concurrent;
using Sdtp.Client;
using Sdtp.Client.Wire;
using Sdtp.EndToEnd.Tests.Wire;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.TestKit;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.EndToEnd.Tests;

/// <summary>The drill of docs/operations.md: a busy relay is backed up, and another is started on the copy.</summary>
public sealed class RestoreDrillTests : IDisposable
{
    private const int InFlight = 32;
    private const int AcknowledgedBeforeBackup = 1_000;
    private const int AcknowledgedAfterBackup = 200;
    private readonly TestFolder _folder = new();
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_message_acknowledged_before_the_backup_is_in_the_restored_relay_and_sequences_go_on()
    {
        using var alice = new WirePerson("alice");
        using var bob = new WirePerson("bob");
        string[] before;
        var acknowledged = new ConcurrentDictionary<string, ulong>();
        string pin;
        await using (var relay = await RelayProcess.StartAsync(_folder.File("data"), _token))
        {
            pin = relay.Address.Split('#')[1];
            await (await bob.RegisterAsync(relay.Address, _token)).DisposeAsync();
            await using var sender = await alice.RegisterAsync(relay.Address, _token);
            using var progress = new SemaphoreSlim(0);
            var sending = SendUntilLostAsync(sender, bob.UserId, acknowledged, progress);
            await WaitAsync(progress, AcknowledgedBeforeBackup);

            before = [.. acknowledged.Keys];
            var (code, output) = await AdminProgram.RunAsync(["backup", _folder.File("restored"), "--data", _folder.File("data")], _token);
            Assert.True(code == 0, output);
            await WaitAsync(progress, AcknowledgedAfterBackup);

            await relay.KillAsync();
            await sending;
        }

        await using var restored = await RelayProcess.StartAsync(_folder.File("restored"), _token);
        Assert.EndsWith($"#{pin}", restored.Address, StringComparison.Ordinal);
        await using var receiver = await bob.LogInAsync(restored.Address, _token);
        var messages = await WirePerson.FetchAllAsync(receiver, _token);
        await using var again = await alice.LogInAsync(restored.Address, _token);
        var next = await again.RequestAsync<SendRequest, SendReply>(
            new SendRequest(1, WirePerson.Envelope(bob.UserId, MessageId.New(), "after")), _token);

        var held = messages.ToDictionary(message => WirePerson.Filler(message.Envelope.Span), message => message.Sequence);
        Assert.True(before.Length >= AcknowledgedBeforeBackup);
        Assert.All(before, filler => Assert.Equal(acknowledged[filler], held[filler]));
        Assert.Equal(Enumerable.Range(1, messages.Count).Select(i => (ulong)i), messages.Select(message => message.Sequence));
        Assert.Equal((ulong)messages.Count + 1, next.Sequence);
    }

    private async Task WaitAsync(SemaphoreSlim progress, int messages)
    {
        for (var i = 0; i < messages; i++)
        {
            await progress.WaitAsync(_token);
        }
    }

    private async Task SendUntilLostAsync(
        RelayConnection connection, UserId to, ConcurrentDictionary<string, ulong> acknowledged, SemaphoreSlim progress)
    {
        using var slots = new SemaphoreSlim(InFlight);
        var pending = new List<Task>();
        for (var counter = 0; !connection.Closed.IsCompleted; counter++)
        {
            await slots.WaitAsync(_token);
            pending.Add(SendCountedAsync($"message {counter}"));
        }

        await Task.WhenAll(pending);

        async Task SendCountedAsync(string filler)
        {
            try
            {
                var envelope = WirePerson.Envelope(to, MessageId.New(), filler);
                var reply = await connection.RequestAsync<SendRequest, SendReply>(new SendRequest(1, envelope), _token);
                acknowledged[filler] = reply.Sequence;
                progress.Release();
            }
            catch (ConnectionLostException)
            {
                // Outcome unknown: the drill asks only about acknowledged messages.
            }
            finally
            {
                slots.Release();
            }
        }
    }
}
