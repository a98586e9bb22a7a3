using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Sdtp.TestKit.Processes;

/// <summary>
/// The storage emulator as a real process on free loopback ports, started when the first test asks for it and stopped with the test
/// assembly. <c>scripts/install-azurite.sh</c> says where it is and installs it the first time. Use as an assembly fixture.
/// </summary>
public class Azurite : IAsyncDisposable
{
    private protected const string Account = "devstoreaccount1";
    private const string SecondAccount = "devstoreaccount2";

    // The emulator's well-known key, the same everywhere.
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan InstallPatience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);

    // Why it is not there, or null; a start that failed fails every later test in the same words.
    private readonly Lazy<string?> _missing;
    private readonly Dictionary<string, string> _endpoints = [];
    private readonly List<string> _output = [];
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TestFolder? _data;
    private Process? _process;

    /// <summary>Starts nothing yet.</summary>
    public Azurite()
        : this([])
    {
    }

    private protected Azurite(IReadOnlyList<string> arguments) => _missing = new Lazy<string?>(() => Start(arguments));

    /// <summary>Reaches the emulator; skips the running test, loudly, where node or npm is missing.</summary>
    public string ConnectionString => ConnectionStringOf(Account);

    /// <summary>Reaches another account of the same emulator.</summary>
    public string SecondConnectionString => ConnectionStringOf(SecondAccount);

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
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

    /// <summary>Where an account has its tables.</summary>
    private protected Uri TableEndpointOf(string account)
    {
        Require();
        return new Uri($"{_endpoints["Table"]}/{account}");
    }

    private void Require()
    {
        if (_missing.Value is { } reason)
        {
            Assert.Skip($"AZURITE MISSING: {reason}");
        }
    }

    private string ConnectionStringOf(string account)
    {
        Require();
        return $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={Key};"
            + $"BlobEndpoint={_endpoints["Blob"]}/{account};TableEndpoint={_endpoints["Table"]}/{account}";
    }

    private string? Start(IReadOnlyList<string> arguments)
    {
        if (!TryInstall(out var program))
        {
            return program;
        }

        _data = new TestFolder();
        var info = new ProcessStartInfo("node",
        [
            program, "--location", _data.Path, "--blobPort", "0", "--queuePort", "0", "--tablePort", "0",
            "--skipApiVersionCheck", "--disableTelemetry", .. arguments,
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

        return null;
    }

    /// <summary>Runs what every program of the checkout that needs the emulator runs; several may do so at once.</summary>
    /// <param name="answer">The program, or why there is none.</param>
    private static bool TryInstall(out string answer)
    {
        var info = new ProcessStartInfo("bash", [Repository.PathOf("scripts", "install-azurite.sh")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(info)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(InstallPatience))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"Azurite was not installed within {InstallPatience.TotalMinutes} min.");
        }

        answer = (process.ExitCode == 0 ? output : error).GetAwaiter().GetResult().Trim();
        return process.ExitCode == 0;
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
}
