using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sdtp.Gateway.Configuration;
using Sdtp.Gateway.Hosting;
using Sdtp.Silo;
using Sdtp.Silo.Configuration;

const int StartFailed = 1;
const int BadOption = 2;

var command = SiloCommand.Create(RunAsync);
command.Add(ProbeVerb.Create("sdtp-silo", static () => ReadOptions(new Dictionary<string, string>()), Console.Out, Console.Error));
var parsed = command.Parse(args);
if (parsed.Errors.Count > 0)
{
    Console.Error.WriteLine($"sdtp-silo: {parsed.Errors[0].Message} See sdtp-silo --help.");
    return BadOption;
}

// The host handles Ctrl-C and SIGTERM itself, and has more to do then than the two seconds that the parser would give it.
return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });

static SiloOptions ReadOptions(IReadOnlyDictionary<string, string> flags) => SiloOptionsReader.Read(
    flags, Environment.GetEnvironmentVariable, [AppContext.BaseDirectory, Directory.GetCurrentDirectory()]);

static async Task<int> RunAsync(IReadOnlyDictionary<string, string> flags, CancellationToken cancellationToken)
{
    try
    {
        var options = ReadOptions(flags);
        using var host = SiloHost.Create(options);
        await SiloHost.StartAsync(host, options, cancellationToken);
        if (host.Services.GetService<IGatewayAddress>() is { } gateway)
        {
            Console.WriteLine($"[Server] Listening on {gateway.EndPoint}");
            Console.WriteLine(LocalAddress.Of(gateway));
        }
        else
        {
            Console.WriteLine($"[Silo] Ready on {host.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress.Endpoint}");
        }

        await host.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
    catch (StartException e)
    {
        Console.Error.WriteLine($"sdtp-silo: {e.Message}");
        return e.IsBadOption ? BadOption : StartFailed;
    }
}
