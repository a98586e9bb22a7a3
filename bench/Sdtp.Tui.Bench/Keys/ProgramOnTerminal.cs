using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sdtp.Tui.Bench.Keys;

/// <summary>
/// A program on a real terminal device, made by <c>script</c> of util-linux: bytes that are written here are keys there, and what the
/// program draws comes back as bytes. Disposing ends it.
/// </summary>
internal sealed partial class ProgramOnTerminal : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task _reading;
    private readonly Lock _gate = new();
    private readonly StringBuilder _recent = new();
    private (string Text, TaskCompletionSource<long> Seen)? _awaited;

    private ProgramOnTerminal(Process process)
    {
        _process = process;
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>The highest number of a message of the flood that has been drawn.</summary>
    internal int LastShown { get; private set; }

    /// <summary>Bytes that the program has sent to the terminal.</summary>
    internal long BytesDrawn { get; private set; }

    /// <summary>What the program has used of all processors so far; the terminal's own share is not in it.</summary>
    internal TimeSpan ProcessorTime
    {
        get
        {
            var child = File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children").Split(' ')[0];
            using var program = Process.GetProcessById(int.Parse(child, CultureInfo.InvariantCulture));
            return program.TotalProcessorTime;
        }
    }

    /// <summary>The chat itself.</summary>
    internal static ProgramOnTerminal StartChat(KeysOptions options, string home, string name)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "sdtp.dll");
        return Start($"stty rows {options.Rows} cols {options.Columns}; exec dotnet '{program}' --username {name}", home);
    }

    /// <summary>
    /// The least that a program on a terminal can do: give each key back. What it takes longer under load is the machine's doing.
    /// </summary>
    internal static ProgramOnTerminal StartEcho(string home) => Start("stty raw -echo; exec cat", home);

    private static ProgramOnTerminal Start(string command, string home)
    {
        var start = new ProcessStartInfo("script", ["-qfec", command, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["SDTP_HOME"] = home;
        start.Environment["TERM"] = "xterm-256color";
        return new ProgramOnTerminal(Process.Start(start)!);
    }

    internal void Press(string keys)
    {
        _process.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(keys));
        _process.StandardInput.BaseStream.Flush();
    }

    /// <summary>Presses keys and gives the timestamps before that and when a text came back.</summary>
    internal async Task<(long Pressed, long Drawn)> PressAsync(string keys, string shows, CancellationToken cancellationToken)
    {
        var seen = Await(shows);
        var pressed = Stopwatch.GetTimestamp();
        Press(keys);
        return (pressed, await WithinPatienceAsync(seen, shows, cancellationToken));
    }

    internal Task<long> ShowsAsync(string text, CancellationToken cancellationToken) =>
        WithinPatienceAsync(Await(text), text, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _reading;
        _process.Dispose();
    }

    private Task<long> Await(string text)
    {
        lock (_gate)
        {
            // What was drawn before says nothing.
            _recent.Clear();
            var seen = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited = (text, seen);
            return seen.Task;
        }
    }

    private async Task<long> WithinPatienceAsync(Task<long> seen, string what, CancellationToken cancellationToken)
    {
        try
        {
            return await seen.WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new BenchFailedException($"'{what}' was not drawn within {Patience.TotalSeconds} s. The last bytes are:\n{Recent()}");
        }
    }

    private string Recent()
    {
        lock (_gate)
        {
            return Escapes().Replace(_recent.ToString(), " ");
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        var decoder = Encoding.UTF8.GetDecoder();
        var text = new char[buffer.Length];
        int read;
        while ((read = await _process.StandardOutput.BaseStream.ReadAsync(buffer)) > 0)
        {
            var now = Stopwatch.GetTimestamp();
            Note(text.AsSpan(0, decoder.GetChars(buffer.AsSpan(0, read), text, flush: false)), now);
            BytesDrawn += read;
        }
    }

    private void Note(ReadOnlySpan<char> drawn, long now)
    {
        const int recentMax = 4_000;
        lock (_gate)
        {
            // A text may come in two pieces.
            _recent.Append(drawn);
            if (_awaited is { } awaited && _recent.ToString().Contains(awaited.Text, StringComparison.Ordinal))
            {
                _awaited = null;
                awaited.Seen.TrySetResult(now);
            }

            foreach (Match match in Numbers().Matches(_recent.ToString()))
            {
                LastShown = Math.Max(LastShown, int.Parse(match.Groups[1].ValueSpan, null));
            }

            _recent.Remove(0, Math.Max(0, _recent.Length - recentMax));
        }
    }

    [GeneratedRegex(@"flood (\d{7})")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\u001B\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Escapes();
}
