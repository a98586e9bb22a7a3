using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sdtp.Gateway.Configuration;
using Sdtp.Gateway.Hosting;

const int StartFailed = 1;
const int BadOption = 2;

IReadOnlyList<Setting<GatewayHostOptions>> settings =
    [
        .. GatewaySettings.Of<GatewayHostOptions>(),
        .. OperatingSettings.Of<GatewayHostOptions>(),
        .. ClusterSettings.Of<GatewayHostOptions>(),
    ];
var command = SettingsCommand.Create("A gateway of an SDTP relay: lets clients in and calls the silos of a cluster.", settings, RunAsync);
var parsed = command.Parse(args);
if (parsed.Errors.Count > 0)
{
    Console.Error.WriteLine($"sdtp-gateway: {parsed.Errors[0].Message} See sdtp-gateway --help.");
    return BadOption;
}

// The host handles Ctrl-C and SIGTERM itself, and has more to do then than the two seconds that the parser would give it.
return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });

async Task<int> RunAsync(IReadOnlyDictionary<string, string> flags, CancellationToken cancellationToken)
{
    try
    {
        var options = OptionsReader.Read(
            settings, flags, Environment.GetEnvironmentVariable, [AppContext.BaseDirectory, Directory.GetCurrentDirectory()]);
        using var host = GatewayHost.Create(
            options, static () => Console.Error.WriteLine("sdtp-gateway: no silo answers yet; waiting for one."));
        if (!await GatewayHost.TryStartAsync(host, options, cancellationToken))
        {
            return 0;
        }

        var gateway = host.Services.GetRequiredService<IGatewayAddress>();
        Console.WriteLine($"[Server] Listening on {gateway.EndPoint}");
        Console.WriteLine(gateway.KeyPin is { } pin ? $"sdtp://{gateway.EndPoint}#{pin}" : $"sdtp://{gateway.EndPoint}");
        await host.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
    catch (StartException e)
    {
        Console.Error.WriteLine($"sdtp-gateway: {e.Message}");
        return e.IsBadOption ? BadOption : StartFailed;
    }
}
