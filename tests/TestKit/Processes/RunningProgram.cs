using System.Diagnostics;
using System.Threading.Channels;

namespace Sdtp.TestKit.Processes;

/// <summary>A real process with its output lines at hand. Disposing kills it, and only it.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _output = [];
    private readonly Lock _gate = new();

    private RunningProgram(Process process) => _process = process;

    /// <summary>Everything printed so far on both streams, for failure messages.</summary>
    public string Output
    {
        get
        {
            lock (_gate)
            {
                return string.Join('\n', _output);
            }
        }
    }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>True once the process has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program.</summary>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="workingFolder">Where it runs, or null for here.</param>
    /// <param name="environment">Variables to add.</param>
    public static RunningProgram Start(
        string path, IEnumerable<string> arguments, string? workingFolder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var info = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingFolder ?? Environment.CurrentDirectory,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        var process = new Process { StartInfo = info, EnableRaisingEvents = true };
        var program = new RunningProgram(process);
        process.OutputDataReceived += (_, e) => program.OnLine(e.Data);
        process.ErrorDataReceived += (_, e) => program.OnLine(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return program;
    }

    /// <summary>Waits for a line that satisfies a condition; lines before it are passed over.</summary>
    /// <param name="condition">What the line must be.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <exception cref="InvalidOperationException">The program ended or fell silent first.</exception>
    public async Task<string> WaitForLineAsync(Func<string, bool> condition, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(patience.Token))
            {
                if (condition(line))
                {
                    return line;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"The line did not come within {Patience.TotalSeconds} s. So far:\n{Output}");
        }

        throw new InvalidOperationException($"The program ended before the line came. It printed:\n{Output}");
    }

    /// <summary>Types a line into standard input.</summary>
    /// <param name="line">The line, without its end.</param>
    public async Task TypeAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Ends standard input.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Ends the process at once, as kill -9 does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the process to end, as Ctrl-C does, and waits until it has.</summary>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <returns>The exit code.</returns>
    public Task<int> InterruptAsync(CancellationToken cancellationToken) => SignalAsync("-INT", cancellationToken);

    /// <summary>Asks the process to end, as a service manager does, and waits until it has.</summary>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <returns>The exit code.</returns>
    public Task<int> TerminateAsync(CancellationToken cancellationToken) => SignalAsync("-TERM", cancellationToken);

    /// <summary>Waits until the process has ended and all of its output has been read.</summary>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task<int> SignalAsync(string signal, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
        return await WaitForExitAsync(cancellationToken);
    }

    private void OnLine(string? line)
    {
        if (line is null)
        {
            // Each stream ends with a null; the second end may still bring lines, which only Output then shows.
            if (_process.HasExited)
            {
                _lines.Writer.TryComplete();
            }

            return;
        }

        lock (_gate)
        {
            _output.Add(line);
        }

        _lines.Writer.TryWrite(line);
    }
}
