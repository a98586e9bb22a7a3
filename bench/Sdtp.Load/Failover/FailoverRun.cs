using System.Diagnostics;
using System.Globalization;
using Sdtp.Client;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Load.Failover;

/// <summary>
/// Real clients that send and receive while somebody kills, stops and starts parts of the cluster. At the end every acknowledged message
/// must have come once and in order.
/// </summary>
internal sealed class FailoverRun : IAsyncDisposable
{
    private static readonly TimeSpan ProgressPeriod = TimeSpan.FromSeconds(1);

    // What is acknowledged arrives within the time that a cluster takes to heal; after this much longer it does not.
    private static readonly TimeSpan ArrivalTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ArrivalPoll = TimeSpan.FromMilliseconds(50);

    private readonly FailoverOptions _options;
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("sdtp-failover-");
    private readonly string _name = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4));
    private readonly List<Profile> _profiles = [];
    private readonly List<Messenger> _messengers = [];
    private readonly Ledger[] _ledgers;
    private readonly Pauses _pauses = new();
    private int _moves;

    internal FailoverRun(FailoverOptions options)
    {
        _options = options;
        _ledgers = [.. Enumerable.Range(0, options.Recipients).Select(i => new Ledger(RecipientName(i), options.Senders))];
    }

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(failed.Token);
        var receiving = new List<Task>();
        for (var i = 0; i < _options.Recipients; i++)
        {
            var messenger = await ConnectAsync(RecipientName(i), i, cancellationToken);
            receiving.Add(WatchAsync(ReceiveAsync(messenger, _ledgers[i], failed.Token), failed));
        }

        var sending = new List<Task>();
        for (var sender = 0; sender < _options.Senders; sender++)
        {
            var messenger = await ConnectAsync($"f{_name}.s{sender}", sender, cancellationToken);
            for (var i = 0; i < _options.Recipients; i++)
            {
                sending.Add(WatchAsync(SendAsync(messenger, sender, i, stop.Token), failed));
            }
        }

        Console.WriteLine($"running: {_options.Senders} senders, {_options.Recipients} recipients");
        var telling = TellAsync(failed.Token);
        await UntilToldAsync(stop);
        await Task.WhenAll(sending);
        await ArriveAsync(failed.Token);
        await failed.CancelAsync();
        await Task.WhenAll([telling, .. receiving]);
        Report();
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_messengers.Select(messenger => messenger.DisposeAsync().AsTask()));
        _profiles.ForEach(profile => profile.Dispose());
        _home.Delete(recursive: true);
    }

    private string RecipientName(int number) => $"f{_name}.r{number}";

    /// <summary>Half of the people begin at another gateway, so that each gateway has some to lose.</summary>
    private async Task<Messenger> ConnectAsync(string name, int number, CancellationToken cancellationToken)
    {
        var gateways = _options.Relay.Gateways.Select(gateway => gateway.Endpoint).ToArray();
        var first = number % gateways.Length;
        var relay = RelayAddress.Parse(string.Join(',', [.. gateways[first..], .. gateways[..first]])) with { Pin = _options.Relay.Pin };
        var profile = Profile.Create(_home.FullName, Username.Parse(name), passphrase: null, relay).Profile!;
        _profiles.Add(profile);
        var messenger = await Messenger.ConnectAsync(profile, cancellationToken: cancellationToken);
        _messengers.Add(messenger);
        messenger.ConnectionChanged += (_, change) => _ = change.State == ConnectionState.Online && Interlocked.Increment(ref _moves) > 0;
        return messenger;
    }

    private async Task SendAsync(Messenger messenger, int sender, int recipient, CancellationToken stop)
    {
        var to = Username.Parse(RecipientName(recipient));
        for (var counter = 0; !stop.IsCancellationRequested; counter++)
        {
            var start = Stopwatch.GetTimestamp();

            // To the end: a message whose sender has gone away is neither acknowledged nor lost, and proves nothing.
            var receipt = await messenger.SendAsync(to, Ledger.TextOf(sender, counter), CancellationToken.None);
            _pauses.Note(sender, recipient, Stopwatch.GetElapsedTime(start));
            _ledgers[recipient].Acknowledge(sender, counter, receipt.Sequence);
            await Task.Delay(_options.Pace, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task ReceiveAsync(Messenger messenger, Ledger ledger, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in messenger.ReceiveAsync(cancellationToken))
            {
                ledger.Receive(message);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Everything has come.
        }
    }

    /// <summary>The first that fails ends the run: its exception is the one that is told.</summary>
    private static async Task WatchAsync(Task task, CancellationTokenSource failed)
    {
        try
        {
            await task;
        }
        catch
        {
            await failed.CancelAsync();
            throw;
        }
    }

    private async Task UntilToldAsync(CancellationTokenSource stop)
    {
        // Reading the console blocks a thread and hears no token.
        var told = _options.Duration is { } duration
            ? Task.Delay(duration, TimeProvider.System, stop.Token)
            : Task.Run(Console.In.ReadToEnd, CancellationToken.None).WaitAsync(stop.Token);
        await told.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stop.CancelAsync();
    }

    private async Task TellAsync(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(ProgressPeriod);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"acknowledged {_ledgers.Sum(ledger => ledger.Acknowledged)}, received {_ledgers.Sum(ledger => ledger.Received)}"));
            }
        }
        catch (OperationCanceledException)
        {
            // Everything has come.
        }
    }

    private async Task ArriveAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ArrivalTime);
        while (_ledgers.Any(ledger => ledger.Received < ledger.Acknowledged) && !patience.IsCancellationRequested)
        {
            await Task.Delay(ArrivalPoll, TimeProvider.System, patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Report()
    {
        foreach (var ledger in _ledgers)
        {
            ledger.Check();
        }

        foreach (var line in _pauses.Lines())
        {
            Console.WriteLine(line);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"reconnected: {_moves} times"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"checked: {_ledgers.Sum(ledger => ledger.Acknowledged)} acknowledged messages came once and in order"));
    }
}
