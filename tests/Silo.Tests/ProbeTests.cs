using Sdtp.Silo.Tests.Support;
using Sdtp.TestKit;
using Sdtp.TestKit.Processes;

namespace Sdtp.Silo.Tests;

/// <summary><c>sdtp-silo probe</c>, as a container's health check runs it: beside the relay, in the same environment.</summary>
public sealed class ProbeTests : IDisposable
{
    private const int AskedMax = 60;
    private readonly TestFolder _folder = new();

    private readonly Dictionary<string, string> _environment =
        new() { ["SDTP_LISTEN"] = "127.0.0.1:0", ["SDTP_HEALTH"] = $"127.0.0.1:{FreePort.Find()}" };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_finds_a_relay_that_runs_and_misses_one_that_has_ended()
    {
        await using var silo = await SiloProcess.StartAsync(_folder.Path, _environment);

        // A part that takes long to answer on a busy machine counts as not ready, as it should for those who send clients there.
        var during = await SiloProcess.RunAsync(_folder.Path, _environment, "probe");
        for (var asked = 1; during.Code != 0 && asked < AskedMax; asked++)
        {
            during = await SiloProcess.RunAsync(_folder.Path, _environment, "probe");
        }

        await silo.TerminateAsync();
        var after = await SiloProcess.RunAsync(_folder.Path, _environment, "probe");

        Assert.Equal((0, "ready"), (during.Code, during.Output.Split('\n')[0]));
        Assert.Equal(1, after.Code);
        Assert.Contains("does not answer", after.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_cannot_be_meant_is_told_in_one_line()
    {
        _environment["SDTP_HEALTH"] = "here";

        var exit = await SiloProcess.RunAsync(_folder.Path, _environment, "probe");

        Assert.Equal(2, exit.Code);
        Assert.StartsWith("sdtp-silo: SDTP_HEALTH must be ", exit.Error, StringComparison.Ordinal);
    }
}
