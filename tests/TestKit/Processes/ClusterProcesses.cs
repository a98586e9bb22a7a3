namespace Sdtp.TestKit.Processes;

/// <summary>
/// Silos and gateways of one relay as real processes on free loopback ports, with the emulator as their storage account. Each can be
/// killed by itself; disposing kills what is left.
/// </summary>
public sealed class ClusterProcesses : IAsyncDisposable
{
    private readonly Dictionary<string, string> _environment;
    private readonly List<RunningProgram> _silos = [];
    private readonly List<RunningProgram> _gateways = [];

    /// <summary>Starts nothing yet.</summary>
    /// <param name="azurite">Where the cluster keeps everything, under a cluster and service id of its own.</param>
    public ClusterProcesses(Azurite azurite)
    {
        ArgumentNullException.ThrowIfNull(azurite);
        var id = $"t{Guid.NewGuid():n}";
        _environment = new Dictionary<string, string>
        {
            ["SDTP_STORAGE_CONNECTION_STRING"] = azurite.ConnectionString,
            ["SDTP_CLUSTER_ID"] = id,
            ["SDTP_SERVICE_ID"] = id,
        };
    }

    /// <summary>What its programs find in their environment: where the cluster keeps everything, and under which ids.</summary>
    public IReadOnlyDictionary<string, string> Environment => _environment;

    /// <summary>The silos, in the order of their start.</summary>
    public IReadOnlyList<RunningProgram> Silos => _silos;

    /// <summary>The gateways, in the order of their start.</summary>
    public IReadOnlyList<RunningProgram> Gateways => _gateways;

    /// <summary>Starts a silo and waits until it has joined.</summary>
    /// <param name="cancellationToken">Gives the wait up.</param>
    public async Task<RunningProgram> StartSiloAsync(CancellationToken cancellationToken)
    {
        string[] ports = ["--silo-port", $"{FreePort.Find()}", "--silo-gateway-port", $"{FreePort.Find()}"];
        var silo = RunningProgram.Start(BuiltProgram.Relay, ["--storage", "azure", .. ports], environment: _environment);
        _silos.Add(silo);
        await silo.WaitForLineAsync(line => line.StartsWith("[Silo] Ready on ", StringComparison.Ordinal), cancellationToken);
        return silo;
    }

    /// <summary>Starts a gateway and waits until clients can connect.</summary>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <param name="arguments">Further arguments.</param>
    /// <returns>The address that it printed, with its fingerprint.</returns>
    public async Task<string> StartGatewayAsync(CancellationToken cancellationToken, params IReadOnlyList<string> arguments)
    {
        var gateway = RunningProgram.Start(
            BuiltProgram.Gateway, ["--listen", $"127.0.0.1:{FreePort.Find()}", .. arguments], environment: _environment);
        _gateways.Add(gateway);
        return await gateway.WaitForLineAsync(line => line.StartsWith("sdtp://", StringComparison.Ordinal), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var program in _gateways.Concat(_silos))
        {
            await program.DisposeAsync();
        }
    }
}
