using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Sdtp.Client;
using Sdtp.Load.Wire;
using Sdtp.Load.Workload;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Tui.Bench.Keys;

/// <summary>
/// A person types in a chat at rest, and then in the same chat while the other side writes a thousand messages a second. What is measured
/// is what a person feels: from the key that enters the terminal to the letter that comes out of it. Between two keys the same is measured
/// with <c>cat</c> in the chat's place.
/// </summary>
internal sealed class KeysRun
{
    /// <summary>Letters that nothing else on the screen holds.</summary>
    private const string Letters = "\u0430\u0431\u0432\u0433\u0434\u0435\u0436\u0437\u0438\u043A\u043B\u043C\u043D\u043E\u043F\u0440";

    private const string NextChat = "\u001B[1;3B";
    private const string ClearLine = "\u0015";
    private const int WarmUpKeys = 60;
    private static readonly TimeSpan LeadIn = TimeSpan.FromSeconds(3);

    private readonly KeysOptions _options;
    private readonly ProgramOnTerminal _chat;
    private readonly ProgramOnTerminal _echo;
    private readonly Random _random = new(1);

    private KeysRun(KeysOptions options, ProgramOnTerminal chat, ProgramOnTerminal echo)
    {
        _options = options;
        _chat = chat;
        _echo = echo;
    }

    internal static async Task RunAsync(KeysOptions options, CancellationToken cancellationToken)
    {
        var run = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var home = Directory.CreateTempSubdirectory("sdtp-tui-bench-").FullName;
        try
        {
            var name = Username.Parse($"typist.{run}");
            using var sender = new Person(Username.Parse($"flood.{run}"), TimeProvider.System);
            await MeetAsync(options, home, name, sender, cancellationToken);
            var flood = new Flood(options, sender, name);
            var seconds = (options.Keys * options.KeyEvery * 1.5) + (2 * LeadIn);
            await flood.PrepareAsync(1, cancellationToken);
            await flood.SendAsync(options.Rate, () => 1, cancellationToken);
            Console.WriteLine("Sealing the messages of the second phase...");
            await flood.PrepareAsync((int)(options.Rate * seconds.TotalSeconds), cancellationToken);
            await using var echo = ProgramOnTerminal.StartEcho(home);
            await using var chat = ProgramOnTerminal.StartChat(options, home, name.Display);
            await chat.ShowsAsync(Flood.Mark(1), cancellationToken);
            await new KeysRun(options, chat, echo).MeasureAsync(flood, cancellationToken);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    /// <summary>Registers both, and pins the sender's name on the typist's side, so that it is a chat like any other.</summary>
    private static async Task MeetAsync(
        KeysOptions options, string home, Username name, Person sender, CancellationToken cancellationToken)
    {
        await using (var connection = await LoadConnection.ConnectAsync(options.Relay, cancellationToken))
        {
            await sender.RegisterAsync(connection, cancellationToken);
        }

        var made = Profile.Create(home, name, passphrase: null, options.Relay);
        using var profile = made.IsOpen ? made.Profile : throw new BenchFailedException(made.Message);
        await using var messenger = await Messenger.ConnectAsync(profile, cancellationToken: cancellationToken);
        await messenger.LookupAsync(sender.Name, cancellationToken);
    }

    private async Task MeasureAsync(Flood flood, CancellationToken cancellationToken)
    {
        _chat.Press(NextChat);
        await TypeAsync(WarmUpKeys, cancellationToken);
        var atRest = await TypeAsync(_options.Keys, cancellationToken);

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = flood.SendAsync(_options.Rate, () => _chat.LastShown, over.Token);
        await Task.Delay(LeadIn, TimeProvider.System, cancellationToken);
        await TypeAsync(WarmUpKeys, cancellationToken);
        var (before, used, start) = (_chat.LastShown, _chat.ProcessorTime, Stopwatch.GetTimestamp());
        var underLoad = await TypeAsync(_options.Keys, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var arrived = (_chat.LastShown - before) / seconds;
        var cores = (_chat.ProcessorTime - used).TotalSeconds / seconds;
        await over.CancelAsync();
        await sending;

        Report.Write("messages/s", [
            new Measured("at rest", "0", atRest.Chat),
            new Measured("at rest, cat", "0", atRest.Echo),
            new Measured("under load", Whole(arrived), underLoad.Chat),
            new Measured("under load, cat", Whole(arrived), underLoad.Echo)]);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"ratio to cat of p50 {Ratio(atRest, 0.5):N2} at rest, {Ratio(underLoad, 0.5):N2} under load; "
            + $"of p99 {Ratio(atRest, 0.99):N2} and {Ratio(underLoad, 0.99):N2}; {_options.Keys} keys in each phase, "
            + $"terminal of {_options.Columns}x{_options.Rows}; under load the program used {cores:N2} cores, "
            + $"{1_000 * cores / arrived:N2} ms for each message"));
    }

    private static double Ratio((LatencyHistogram Chat, LatencyHistogram Echo) times, double share) =>
        times.Chat.Percentile(share) / times.Echo.Percentile(share);

    /// <summary>Types in the chat and, between two keys, in the echo.</summary>
    private async Task<(LatencyHistogram Chat, LatencyHistogram Echo)> TypeAsync(int keys, CancellationToken cancellationToken)
    {
        var (chat, echo) = (new LatencyHistogram(), new LatencyHistogram());
        for (var i = 0; i < keys; i++)
        {
            if (i % Letters.Length == 0)
            {
                _chat.Press(ClearLine);
            }

            var letter = Letters[i % Letters.Length].ToString();
            await TypeAsync(_chat, letter, chat, cancellationToken);
            await TypeAsync(_echo, letter, echo, cancellationToken);
        }

        return (chat, echo);
    }

    private async Task TypeAsync(ProgramOnTerminal program, string letter, LatencyHistogram times, CancellationToken cancellationToken)
    {
        await Task.Delay(_options.KeyEvery / 2 * (0.5 + _random.NextDouble()), TimeProvider.System, cancellationToken);
        var (pressed, drawn) = await program.PressAsync(letter, letter, cancellationToken);
        times.Record(pressed, drawn);
    }

    private static string Whole(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
