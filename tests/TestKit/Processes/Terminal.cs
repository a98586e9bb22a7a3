using System.Diagnostics;
using Xunit;

namespace Sdtp.TestKit.Processes;

/// <summary>
/// A real terminal, run by tmux on a server of its own: keys go in, the screen is read. Disposing ends that server and only that.
/// </summary>
public sealed class Terminal : IAsyncDisposable
{
    private const string ShellPrompt = "$";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private readonly string _socket = $"sdtp-test-{Guid.NewGuid():N}";

    private Terminal()
    {
    }

    /// <summary>
    /// Opens a terminal with a shell in it, ready to be typed into; skips the running test, loudly, where tmux is missing.
    /// </summary>
    /// <param name="columns">Width.</param>
    /// <param name="rows">Height.</param>
    /// <param name="environment">Variables for what runs in it.</param>
    /// <param name="cancellationToken">Gives the wait for the prompt up.</param>
    public static async Task<Terminal> OpenAsync(
        int columns, int rows, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        if (!File.Exists("/usr/bin/tmux"))
        {
            Assert.Skip("TMUX MISSING: this test drives a real terminal. Install tmux to run it.");
        }

        var terminal = new Terminal();
        var variables = environment.SelectMany(pair => new[] { "-e", $"{pair.Key}={pair.Value}" });
        string[] size = ["-x", $"{columns}", "-y", $"{rows}"];
        await terminal.TmuxAsync(["-f", "/dev/null", "new-session", "-d", .. size, .. variables, "env", $"PS1={ShellPrompt} ", "sh"]);

        // What is typed before the shell has set the terminal up is echoed by the kernel, above the prompt.
        await terminal.WaitForAsync(screen => screen.Trim() == ShellPrompt, "the shell's prompt", cancellationToken);
        return terminal;
    }

    /// <summary>Types text as it stands, without Enter.</summary>
    /// <param name="text">The text.</param>
    public Task TypeAsync(string text) => TmuxAsync(["send-keys", "-l", text]);

    /// <summary>Pastes text, in brackets where the program has asked for them.</summary>
    /// <param name="text">The text.</param>
    public async Task PasteAsync(string text)
    {
        await TmuxAsync(["set-buffer", "--", text]);
        await TmuxAsync(["paste-buffer", "-p"]);
    }

    /// <summary>Presses keys by their tmux names, such as <c>Enter</c>, <c>C-c</c>, <c>M-Up</c>.</summary>
    /// <param name="keys">The keys.</param>
    public Task PressAsync(params string[] keys) => TmuxAsync(["send-keys", .. keys]);

    /// <summary>Types a line and presses Enter.</summary>
    /// <param name="line">The line.</param>
    public async Task EnterAsync(string line)
    {
        await TypeAsync(line);
        await PressAsync("Enter");
    }

    /// <summary>Gives the window another size.</summary>
    /// <param name="columns">Width.</param>
    /// <param name="rows">Height.</param>
    public Task ResizeAsync(int columns, int rows) => TmuxAsync(["resize-window", "-x", $"{columns}", "-y", $"{rows}"]);

    /// <summary>What the screen shows now.</summary>
    public Task<string> ScreenAsync() => TmuxAsync(["capture-pane", "-p"]);

    /// <summary>Waits until the screen satisfies a condition.</summary>
    /// <param name="condition">What the screen must show.</param>
    /// <param name="what">The condition in words, for the failure message.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    public async Task<string> WaitForAsync(Func<string, bool> condition, string what, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookEvery);
        var start = Stopwatch.GetTimestamp();
        var screen = await ScreenAsync();
        while (!condition(screen))
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                Assert.Fail($"The screen did not show {what} within {Patience.TotalSeconds} s. It shows:\n{screen}");
            }

            await timer.WaitForNextTickAsync(cancellationToken);
            screen = await ScreenAsync();
        }

        return screen;
    }

    /// <summary>Waits until the screen shows a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    public Task<string> WaitForAsync(string text, CancellationToken cancellationToken) =>
        WaitForAsync(screen => screen.Contains(text, StringComparison.Ordinal), $"'{text}'", cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await TmuxAsync(["kill-server"]);

    private async Task<string> TmuxAsync(IEnumerable<string> arguments)
    {
        using var tmux = Process.Start(new ProcessStartInfo("/usr/bin/tmux", ["-L", _socket, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = await tmux.StandardOutput.ReadToEndAsync();
        await tmux.WaitForExitAsync();
        return output;
    }
}
