using System.CommandLine;
using System.Net.Sockets;
using Sdtp.Client;
using Sdtp.Load;
using Sdtp.Load.Failover;
using Sdtp.Load.Wire;
using Sdtp.Load.Workload;
using Spectre.Console;

var relay = new Argument<string>("relay") { Description = "The relay's address as it prints it: sdtp://host:port#fingerprint" };
var senders = Number("--senders", "Connections that send", 16);
var inFlight = Number("--in-flight", "Unanswered sends on each connection", 64);
var mailboxes = Number("--mailboxes", "Recipients", 1_000);
var size = Number("--bytes", "Bytes in an envelope", 1_024);
var messages = Number("--messages", "Messages in the measured send phase", 400_000);
var warmUp = Number("--warm-up", "Messages sent and drained first, reported apart", 200_000);
var online = Number("--online", "Messages in the online phase; 0 leaves it out", 200_000);
var pings = Number("--pings", "Pings", 5_000);
var depth = Number("--depth", "Depth to compare with 0 in the depth command", 1_000_000);

var run = new Command("run", "Send, drain with every message checked, send to online recipients, ping.")
    { relay, senders, inFlight, mailboxes, size, messages, warmUp, online, pings };
run.SetAction((parsed, token) => GuardAsync(() => RunAsync(OptionsOf(parsed), token)));
var depthCommand = new Command("depth", "Compare one mailbox at depth 0 and at a great depth.") { relay, size, depth };
depthCommand.SetAction((parsed, token) => GuardAsync(() => DepthAsync(OptionsOf(parsed), parsed.GetValue(depth), token)));

var people = Number("--senders", "People that send", 4);
var recipients = Number("--recipients", "People that receive", 9);
var pace = Number("--pace-ms", "From an acknowledgement to the next message of the same sender to the same recipient", 100);
var seconds = Number("--seconds", "How long messages are sent; 0 until standard input ends", 0);
var failover = new Command("failover", "Send and receive with the real client while parts of a cluster are killed; check every message.")
    { relay, people, recipients, pace, seconds };
failover.SetAction((parsed, token) => GuardAsync(async () =>
{
    await using var watched = new FailoverRun(new FailoverOptions
    {
        Relay = RelayAddress.Parse(parsed.GetRequiredValue(relay)),
        Senders = parsed.GetValue(people),
        Recipients = parsed.GetValue(recipients),
        Pace = TimeSpan.FromMilliseconds(parsed.GetValue(pace)),
        Duration = parsed.GetValue(seconds) is > 0 and var length ? TimeSpan.FromSeconds(length) : null,
    });
    await watched.RunAsync(token);
}));
return await new RootCommand("Loads a relay over its real protocol, with TLS and login.") { run, depthCommand, failover }
    .Parse(args).InvokeAsync();

static Option<int> Number(string name, string description, int value) =>
    new(name) { Description = description, DefaultValueFactory = _ => value };

LoadOptions OptionsOf(ParseResult parsed) => new()
{
    Relay = RelayAddress.Parse(parsed.GetRequiredValue(relay)),
    Senders = parsed.GetValue(senders),
    InFlight = parsed.GetValue(inFlight),
    Mailboxes = parsed.GetValue(mailboxes),
    EnvelopeBytes = Math.Max(parsed.GetValue(size), LoadEnvelope.BytesMin),
    Messages = parsed.GetValue(messages),
    WarmUp = parsed.GetValue(warmUp),
    Online = parsed.GetValue(online),
    Pings = parsed.GetValue(pings),
};

static async Task<int> GuardAsync(Func<Task> action)
{
    try
    {
        await action();
        return 0;
    }
    catch (Exception e) when (e is CheckFailedException or LoadRefusedException or IOException or SocketException or SdtpClientException)
    {
        Console.Error.WriteLine($"sdtp-load: {e.Message}");
        return 1;
    }
}

static Task RunAsync(LoadOptions options, CancellationToken token) => ProgressDisplay().StartAsync(async context =>
{
    var registering = context.AddTask("register", maxValue: options.Senders + options.Mailboxes);
    using var population = await Population.RegisterAsync(options, TimeProvider.System, n => registering.Increment(n), token);
    var checker = new Checker(options.Senders, options.Mailboxes);
    var results = new List<PhaseResult>();
    foreach (var (suffix, count) in new[] { (", first", options.WarmUp), ("", options.Messages) })
    {
        if (count == 0)
        {
            continue;
        }

        var sending = context.AddTask($"send{suffix}", maxValue: count);
        results.Add(await new SendPhase(options, population, checker, n => sending.Increment(n)).RunAsync($"send{suffix}", count, token));
        var draining = context.AddTask($"drain{suffix}", maxValue: count);
        results.Add(await new DrainPhase(options, population, checker, n => draining.Increment(n)).RunAsync($"drain{suffix}", token));
    }

    if (options.Online > 0)
    {
        var receiving = context.AddTask("online", maxValue: options.Online);
        results.Add(await new OnlinePhase(options, population, checker, n => receiving.Increment(n)).RunAsync(options.Online, token));
    }

    var pinging = context.AddTask("ping", maxValue: options.Pings);
    results.Add(await PingPhase.RunAsync(options, options.Pings, n => pinging.Increment(n), token));
    context.Refresh();
    Report.Write(results);
});

static Task DepthAsync(LoadOptions options, int depth, CancellationToken token) => ProgressDisplay().StartAsync(async context =>
{
    var two = options with { Senders = 1, Mailboxes = DepthPhase.Mailboxes };
    using var population = await Population.RegisterAsync(two, TimeProvider.System, _ => { }, token);
    var filling = context.AddTask("fill", maxValue: depth);
    var rows = await new DepthPhase(two, population, n => filling.Increment(n)).RunAsync(depth, token);
    context.Refresh();
    Report.Write(rows, depth);
});

static Progress ProgressDisplay() => AnsiConsole.Progress().Columns(
    new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn());
