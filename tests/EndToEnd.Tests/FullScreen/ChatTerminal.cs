using System.Diagnostics;
using System.Globalization;
using Sdtp.TestKit.Processes;

namespace Sdtp.EndToEnd.Tests.FullScreen;

/// <summary>A person at a real terminal with the real full-screen chat in it.</summary>
internal sealed class ChatTerminal : IAsyncDisposable
{
    internal const string Passphrase = "purple walrus dances 42 times";

    private const string Accepted = "\u2713";
    private const string Read = "\u2713\u2022";

    private readonly Terminal _terminal;
    private readonly string _arguments;
    private readonly CancellationToken _token;

    private ChatTerminal(Terminal terminal, string arguments, CancellationToken token)
    {
        _terminal = terminal;
        _arguments = arguments;
        _token = token;
    }

    /// <summary>Starts the program in the folder above its home, and does not wait for anything to show.</summary>
    internal static async Task<ChatTerminal> StartAsync(
        string home, string name, string address, CancellationToken token, string options = "", int columns = 100, int rows = 30)
    {
        var terminal = await Terminal.OpenAsync(columns, rows, new Dictionary<string, string> { ["SDTP_HOME"] = home }, token);
        await terminal.EnterAsync(
            $"cd {Path.GetDirectoryName(home)}; clear; {BuiltProgram.Client} --username {name} --server '{address}' {options}");
        return new ChatTerminal(terminal, $"\0--username\0{name}\0--server\0{address}\0", token);
    }

    /// <summary>A new identity without a passphrase, registered and in the chat.</summary>
    internal static async Task<ChatTerminal> JoinAsync(string home, string name, string address, CancellationToken token)
    {
        var person = await StartAsync(home, name, address, token, "--no-passphrase");
        try
        {
            await person.ShowsAsync("Welcome to SDTP");
            await person.PressAsync("Enter", "Enter");
            await person.ShowsAsync($"You are {name}");
            await person.ShowsAsync("connected to");
            return person;
        }
        catch
        {
            await person.DisposeAsync();
            throw;
        }
    }

    /// <summary>Fills in the passphrase dialog of a first run; the name stands there already.</summary>
    internal async Task WelcomeAsync()
    {
        await ShowsAsync("Welcome to SDTP");
        await TypeAsync(Passphrase);
        await ShowsAsync("strong");
        await PressAsync("Enter");
        await TypeAsync(Passphrase);
        await PressAsync("Enter", "Enter");
    }

    /// <summary>Opens a chat as a newcomer does: the palette, a name, Enter.</summary>
    internal async Task OpenChatAsync(string name)
    {
        await PressAsync("C-k");
        await ShowsAsync("Go to");
        await TypeAsync(name);
        await ShowsAsync($"> {name}");
        await PressAsync("Enter");
        await ShowsAsync($"Message {name}");
    }

    internal async Task SendAsync(string text)
    {
        await CommandAsync(text);
        await ShowsAsync($"you  {text}", orElse: $"  {text}");
    }

    /// <summary>Types a line of the compose box, sees it there and presses Enter.</summary>
    internal async Task CommandAsync(string line)
    {
        await TypeAsync(line);
        await ShowsAsync($"> {line}");
        await PressAsync("Enter");
    }

    /// <summary>
    /// Closes the box that shows a text. What is typed before it is gone would be read with the Escape as Alt and a letter.
    /// </summary>
    internal async Task CloseBoxAsync(string text)
    {
        // What is not drawn yet is not closed yet; and with a letter right behind it Esc would be Alt.
        await ShowsAsync(text);
        await PressAsync("Escape");
        await NoLongerShowsAsync(text);
    }

    /// <summary>Leaves the program and waits for the shell.</summary>
    internal async Task LeaveAsync()
    {
        await PressAsync("C-q");
        await ShowsAsync(screen => screen.Trim() is "$" or "", "the shell again, and nothing else");
    }

    /// <summary>Asks the program from outside to end.</summary>
    internal async Task TerminateAsync()
    {
        var id = Process.GetProcesses().Select(one => one.Id).Single(
            id => File.Exists($"/proc/{id}/cmdline") && CommandLine(id).Contains(_arguments, StringComparison.Ordinal));
        using var kill = Process.Start("kill", ["-TERM", id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(_token);
    }

    internal Task PasteAsync(string text) => _terminal.PasteAsync(text);

    internal Task TypeAsync(string text) => _terminal.TypeAsync(text);

    internal Task PressAsync(params string[] keys) => _terminal.PressAsync(keys);

    /// <summary>Clicks on the last line that shows a text, as a terminal tells a program that has asked for the mouse.</summary>
    internal async Task ClickAsync(string text)
    {
        var lines = (await ShowsAsync(text)).Split('\n');
        var row = Array.FindLastIndex(lines, line => line.Contains(text, StringComparison.Ordinal));
        var at = $"{lines[row].IndexOf(text, StringComparison.Ordinal) + 1};{row + 1}";
        await TypeAsync($"\u001b[<0;{at}M");
        await TypeAsync($"\u001b[<0;{at}m");
    }

    internal Task ResizeAsync(int columns, int rows) => _terminal.ResizeAsync(columns, rows);

    internal Task<string> ShowsAsync(string text, string? orElse = null) => _terminal.WaitForAsync(
        screen => screen.Contains(text, StringComparison.Ordinal)
            || (orElse is not null && screen.Contains(orElse, StringComparison.Ordinal)),
        $"'{text}'",
        _token);

    internal Task<string> ShowsAsync(Func<string, bool> condition, string what) => _terminal.WaitForAsync(condition, what, _token);

    internal Task<string> ScreenAsync() => _terminal.ScreenAsync();

    internal Task<string> NoLongerShowsAsync(string text) =>
        ShowsAsync(screen => !screen.Contains(text, StringComparison.Ordinal), $"anything but '{text}'");

    /// <summary>
    /// The line of the screen that holds a text has a mark too: the state of a message, say. What the relay has may have been read before
    /// anybody looks.
    /// </summary>
    internal Task<string> MarksAsync(string text, string mark) => ShowsAsync(
        screen => screen.Split('\n').Select(line => line.TrimEnd()).Any(
            line => line.Contains(text, StringComparison.Ordinal)
                && (line.EndsWith(mark, StringComparison.Ordinal) || (mark == Accepted && line.EndsWith(Read, StringComparison.Ordinal)))),
        $"'{text}' with the mark {mark}");

    public ValueTask DisposeAsync() => _terminal.DisposeAsync();

    private static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return "";
        }
    }
}
