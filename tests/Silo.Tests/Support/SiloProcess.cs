using System.Diagnostics;

namespace Sdtp.Silo.Tests.Support;

/// <summary>What a relay process said and how it ended.</summary>
internal sealed record SiloExit(int Code, string Output, string Error);

/// <summary>The real relay program, as a process of its own.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    private SiloProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The line that says where it listens, once it has been read.</summary>
    public string ListeningLine { get; private set; } = "";

    /// <summary>The address line.</summary>
    public string Address { get; private set; } = "";

    public int Port => int.Parse(ListeningLine[(ListeningLine.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Starts it in a working folder.</summary>
    public static SiloProcess Launch(string folder, IReadOnlyDictionary<string, string>? environment = null, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sdtp-silo.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new SiloProcess(Process.Start(start) ?? throw new InvalidOperationException("The relay was not started."));
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<SiloProcess> StartAsync(string folder, IReadOnlyDictionary<string, string>? environment = null, params string[] arguments)
    {
        var silo = Launch(folder, environment, arguments);
        try
        {
            silo.ListeningLine = await silo.ReadLineAsync();
            silo.Address = await silo.ReadLineAsync();
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs it to its own end.</summary>
    public static async Task<SiloExit> RunAsync(string folder, IReadOnlyDictionary<string, string>? environment = null, params string[] arguments)
    {
        await using var silo = Launch(folder, environment, arguments);
        return await silo.WaitAsync();
    }

    public Task<SiloExit> InterruptAsync() => SignalAsync("-INT");

    public Task<SiloExit> TerminateAsync() => SignalAsync("-TERM");

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private async Task<SiloExit> SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Cancelled);
        Assert.Equal(0, kill.ExitCode);
        return await WaitAsync();
    }

    private async Task<SiloExit> WaitAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync(Cancelled);
        await _process.WaitForExitAsync(Cancelled);
        return new SiloExit(_process.ExitCode, output, await _error);
    }

    private async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync(Cancelled)
        ?? throw new InvalidOperationException($"The relay ended instead of starting: {await _error}");
}
