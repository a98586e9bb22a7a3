using System.CommandLine;
using Sdtp.Client;
using Sdtp.Load.Wire;
using Sdtp.Tui.Bench;
using Sdtp.Tui.Bench.History;
using Sdtp.Tui.Bench.Keys;

var relay = new Argument<string>("relay") { Description = "The relay's address as it prints it: sdtp://host:port#fingerprint" };
var keyCount = Number("--keys", "Keys in each phase", 600);
var rate = Number("--rate", "Messages that arrive in a second, in the second phase", 1_000);
var columns = Number("--columns", "Width of the terminal", 120);
var rows = Number("--rows", "Height of the terminal", 40);
var messages = Number("--messages", "Messages in the history", 100_000);

var keys = new Command("keys", "The real program in a terminal: the time from a key to its letter on the screen, at rest and under load.")
    { relay, keyCount, rate, columns, rows };
keys.SetAction((parsed, token) => GuardAsync(() => KeysRun.RunAsync(
    new KeysOptions
    {
        Relay = RelayAddress.Parse(parsed.GetRequiredValue(relay)),
        Keys = parsed.GetValue(keyCount),
        Rate = parsed.GetValue(rate),
        Columns = parsed.GetValue(columns),
        Rows = parsed.GetValue(rows),
    },
    token)));
var history = new Command("history", "The screens without a terminal on a long history: opening, scrolling, jumping, searching, memory.")
    { messages, columns, rows };
history.SetAction((parsed, token) => GuardAsync(
    () => HistoryRun.RunAsync(parsed.GetValue(messages), parsed.GetValue(columns), parsed.GetValue(rows), token)));
return await new RootCommand("Measures the full-screen chat.") { keys, history }.Parse(args).InvokeAsync();

static Option<int> Number(string name, string description, int value) =>
    new(name) { Description = description, DefaultValueFactory = _ => value };

static async Task<int> GuardAsync(Func<Task> action)
{
    try
    {
        await action();
        return 0;
    }
    catch (Exception e) when (e is BenchFailedException or LoadRefusedException or SdtpClientException or IOException)
    {
        Console.Error.WriteLine($"sdtp-tui-bench: {e.Message}");
        return 1;
    }
}
