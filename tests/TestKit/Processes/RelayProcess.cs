namespace Sdtp.TestKit.Processes;

/// <summary>
/// The real relay program on a data folder and port of its own, which outlive the process: it can be killed and started again.
/// </summary>
public sealed class RelayProcess : IAsyncDisposable
{
    private const string ListeningPrefix = "[Server] Listening on ";
    private readonly string _program;
    private readonly string _dataFolder;
    private readonly IReadOnlyList<string> _arguments;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly int _port;
    private RunningProgram? _running;

    private RelayProcess(
        string program, string dataFolder, int port, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        _program = program;
        _dataFolder = dataFolder;
        _port = port;
        _arguments = arguments;
        _environment = environment;
    }

    /// <summary>The address that the relay printed, with its fingerprint.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The line that said where the relay listens.</summary>
    public string ListeningLine { get; private set; } = "";

    /// <summary>The process that is running now.</summary>
    public RunningProgram Running => _running ?? throw new InvalidOperationException("The relay is not running.");

    /// <summary>Starts a relay and waits until it listens.</summary>
    /// <param name="dataFolder">Where it keeps everything.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <param name="arguments">Further arguments.</param>
    /// <param name="program">Another build of the relay, or null for the real one.</param>
    /// <param name="environment">Variables to add.</param>
    public static async Task<RelayProcess> StartAsync(
        string dataFolder,
        CancellationToken cancellationToken,
        IReadOnlyList<string>? arguments = null,
        string? program = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var relay = new RelayProcess(
            program ?? BuiltProgram.Relay, dataFolder, FreePort.Find(), arguments ?? [], environment ?? new Dictionary<string, string>());
        await relay.StartAgainAsync(cancellationToken);
        return relay;
    }

    /// <summary>Starts the relay again on the same folder and port.</summary>
    /// <param name="cancellationToken">Gives the wait up.</param>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        _running = RunningProgram.Start(
            _program, ["--listen", $"127.0.0.1:{_port}", "--data", _dataFolder, .. _arguments], environment: _environment);
        ListeningLine = await _running.WaitForLineAsync(
            line => line.StartsWith(ListeningPrefix, StringComparison.Ordinal), cancellationToken);
        Address = (await _running.WaitForLineAsync(line => line.Contains("sdtp://", StringComparison.Ordinal), cancellationToken)).Trim();
    }

    /// <summary>Kills the relay at once, as kill -9 does.</summary>
    public Task KillAsync() => Running.KillAsync();

    /// <summary>Stops the relay as Ctrl-C does.</summary>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <returns>The exit code.</returns>
    public Task<int> StopAsync(CancellationToken cancellationToken) => Running.InterruptAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_running is not null)
        {
            await _running.DisposeAsync();
        }
    }
}
