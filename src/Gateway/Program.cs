using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sdtp.Gateway.Configuration;
using Sdtp.Gateway.Hosting;

const int StartFailed = 1;
const int BadOption = 2;

var command = SettingsCommand.Create(
    "A gateway of an SDTP relay: lets clients in and calls the silos of a cluster.", GatewayProgramSettings.All, RunAsync);
command.Add(ProbeVerb.Create("sdtp-gateway", static () => ReadOptions(new Dictionary<string, string>()), Console.Out, Console.Error));
var parsed = command.Parse(args);
if (parsed.Errors.Count > 0)
{
    Console.Error.WriteLine($"sdtp-gateway: {parsed.Errors[0].Message} See sdtp-gateway --help.");
    return BadOption;
}

// The host handles Ctrl-C and SIGTERM itself, and has more to do then than the two seconds that the parser would give it.
return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });

static GatewayHostOptions ReadOptions(IReadOnlyDictionary<string, string> flags) => OptionsReader.Read(
    GatewayProgramSettings.All,
    flags,
    Environment.GetEnvironmentVariable,
    [AppContext.BaseDirectory, Directory.GetCurrentDirectory()]);

static async Task<int> RunAsync(IReadOnlyDictionary<string, string> flags, CancellationToken cancellationToken)
{
    try
    {
        var options = ReadOptions(flags);
        using var host = GatewayHost.Create(
            options, static () => Console.Error.WriteLine("sdtp-gateway: no silo answers yet; waiting for one."));
        if (!await GatewayHost.TryStartAsync(host, options, cancellationToken))
        {
            return 0;
        }

        var gateway = host.Services.GetRequiredService<IGatewayAddress>();
        Console.WriteLine($"[Server] Listening on {gateway.EndPoint}");
        Console.WriteLine(LocalAddress.Of(gateway));
        await host.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
    catch (StartException e)
    {
        Console.Error.WriteLine($"sdtp-gateway: {e.Message}");
        return e.IsBadOption ? BadOption : StartFailed;
    }
}
