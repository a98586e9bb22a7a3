using Sdtp.Load.Wire;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;

namespace Sdtp.Load.Workload;

/// <summary>
/// Everybody in the workload: the senders and the owners of the mailboxes, registered under names that no earlier run used.
/// </summary>
internal sealed class Population : IDisposable
{
    private Population(IReadOnlyList<Person> senders, IReadOnlyList<Person> owners)
    {
        Senders = senders;
        Owners = owners;
    }

    internal IReadOnlyList<Person> Senders { get; }

    internal IReadOnlyList<Person> Owners { get; }

    internal static async Task<Population> RegisterAsync(
        LoadOptions options, TimeProvider clock, Action<int> onRegistered, CancellationToken cancellationToken)
    {
        var run = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4));
        var senders = Enumerable.Range(0, options.Senders).Select(i => new Person(Username.Parse($"load.{run}.s{i}"), clock)).ToArray();
        var owners = Enumerable.Range(0, options.Mailboxes).Select(i => new Person(Username.Parse($"load.{run}.m{i}"), clock)).ToArray();
        var next = -1;
        Person[] everybody = [.. senders, .. owners];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Math.Min(8, everybody.Length)),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
            async (_, token) =>
            {
                await using var connection = await LoadConnection.ConnectAsync(options.Relay, token);
                for (var i = Interlocked.Increment(ref next); i < everybody.Length; i = Interlocked.Increment(ref next))
                {
                    await everybody[i].RegisterAsync(connection, token);
                    await connection.RequestAsync<LogoutRequest, LogoutReply>(default, token);
                    onRegistered(1);
                }
            });
        return new Population(senders, owners);
    }

    public void Dispose()
    {
        foreach (var person in Senders.Concat(Owners))
        {
            person.Dispose();
        }
    }
}
