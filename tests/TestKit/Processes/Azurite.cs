using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Sdtp.TestKit.Processes;

/// <summary>
/// The storage emulator as a real process on free loopback ports, started when the first test asks for it and stopped with the test
/// assembly. Taken from the folder named by SDTP_AZURITE, or from <c>.cache/azurite</c> in the checkout, where npm installs it the first
/// time. Use as an assembly fixture.
/// </summary>
public sealed class Azurite : IAsyncDisposable
{
    private const string Version = "3.37.0";
    private const string Account = "devstoreaccount1";
    private const string SecondAccount = "devstoreaccount2";

    // The emulator's well-known key, the same everywhere.
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan InstallPatience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _endpoints = [];
    private readonly List<string> _output = [];
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TestFolder? _data;
    private Process? _process;
    private string? _missing;

    /// <summary>Reaches the emulator; skips the running test, loudly, where node or npm is missing.</summary>
    public string ConnectionString => ConnectionStringOf(Account);

    /// <summary>Reaches another account of the same emulator.</summary>
    public string SecondConnectionString => ConnectionStringOf(SecondAccount);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            // Killed outright it loses rows that it has acknowledged.
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            try
            {
                await _process.WaitForExitAsync(new CancellationTokenSource(StopPatience).Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }

        _process?.Dispose();
        _data?.Dispose();
    }

    private string ConnectionStringOf(string account)
    {
        lock (_gate)
        {
            if (_process is null && _missing is null)
            {
                Start();
            }

            if (_missing is not null)
            {
                Assert.Skip(
                    $"AZURITE MISSING: {_missing} Install Node.js with npm, or set SDTP_AZURITE to a folder with node_modules/azurite.");
            }

            return $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={Key};"
                + $"BlobEndpoint={_endpoints["Blob"]}/{account};TableEndpoint={_endpoints["Table"]}/{account}";
        }
    }

    private void Start()
    {
        if (!Runs("node") || Find() is not { } program)
        {
            _missing ??= "node does not run.";
            return;
        }

        _data = new TestFolder();
        var info = new ProcessStartInfo("node",
        [
            program, "--location", _data.Path, "--blobPort", "0", "--queuePort", "0", "--tablePort", "0",
            "--skipApiVersionCheck", "--disableTelemetry",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["AZURITE_ACCOUNTS"] = $"{Account}:{Key};{SecondAccount}:{Key}";
        _process = new Process { StartInfo = info };
        _process.OutputDataReceived += (_, e) => OnLine(e.Data);
        _process.ErrorDataReceived += (_, e) => OnLine(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        if (!_listening.Task.Wait(StartPatience))
        {
            throw new InvalidOperationException(
                $"Azurite did not listen within {StartPatience.TotalSeconds} s. It printed:\n{string.Join('\n', _output)}");
        }
    }

    private string? Find()
    {
        var folder = Environment.GetEnvironmentVariable("SDTP_AZURITE") ?? Repository.PathOf(".cache", "azurite");
        var program = Path.Combine(folder, "node_modules", "azurite", "dist", "src", "azurite.js");
        if (!File.Exists(program))
        {
            Install(folder);
        }

        if (!File.Exists(program))
        {
            _missing ??= $"npm did not install azurite {Version} in {folder}.";
            return null;
        }

        return program;
    }

    private void Install(string folder)
    {
        if (!Runs("npm"))
        {
            _missing = "npm does not run.";
            return;
        }

        // Several test programs may come here at once; the first installs and the others find it done.
        Directory.CreateDirectory(folder);
        using var mutex = new Mutex(false, "sdtp-azurite-install");
        mutex.WaitOne(InstallPatience);
        try
        {
            Run("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", "--silent", $"azurite@{Version}"], InstallPatience);
        }
        finally
        {
            mutex.ReleaseMutex();
        }
    }

    private void OnLine(string? line)
    {
        const string Listening = "service is successfully listening at ";
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.Add(line);
            var at = line.IndexOf(Listening, StringComparison.Ordinal);
            if (at >= 0)
            {
                _endpoints[line.Split(' ')[1]] = line[(at + Listening.Length)..].Trim();
                if (_endpoints.Count == 3)
                {
                    _listening.TrySetResult();
                }
            }
        }
    }

    private static bool Runs(string program) => Run(program, ["--version"], TimeSpan.FromSeconds(30));

    private static bool Run(string program, string[] arguments, TimeSpan patience)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return process.WaitForExit(patience) && process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
