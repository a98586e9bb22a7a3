using System.CommandLine;
using System.Net;
using Sdtp.Gateway.Hosting;

namespace Sdtp.Gateway.Configuration;

/// <summary>
/// <c>probe</c>: asks the health endpoint of the process that runs with the same settings. Container images hold no curl and no shell, so
/// the program is its own probe.
/// </summary>
public static class ProbeVerb
{
    /// <summary>Exit code of a process that is not ready, or does not answer.</summary>
    public const int NotReady = 1;

    // Much longer than the endpoint takes to give up on one of its own checks: on a busy machine a late answer is still an answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Exit code of a probe that has nothing to ask, or cannot read its settings.</summary>
    public const int BadOption = 2;

    /// <summary>Makes the verb.</summary>
    /// <param name="program">The program's name, for errors.</param>
    /// <param name="read">Reads the settings that the process runs with: environment and file, since a probe gets no flags.</param>
    /// <param name="output">Where the answer goes.</param>
    /// <param name="error">Where it says why it could not ask.</param>
    public static Command Create(string program, Func<GatewayHostOptions> read, TextWriter output, TextWriter error)
    {
        var command = new Command("probe", "Asks the health endpoint of the process with the same environment; exit code 0 when ready.");
        command.SetAction(async (_, cancellationToken) =>
        {
            try
            {
                return await AskAsync(read(), output, cancellationToken).ConfigureAwait(false);
            }
            catch (StartException e)
            {
                await error.WriteLineAsync($"{program}: {e.Message}").ConfigureAwait(false);
                return BadOption;
            }
        });
        return command;
    }

    private static async Task<int> AskAsync(GatewayHostOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        if (options.Health is not { } health)
        {
            throw new StartException("There is nothing to ask: set SDTP_HEALTH to the address of the health endpoint.", isBadOption: true);
        }

        var address = new UriBuilder(Uri.UriSchemeHttp, LocalAddress.Reach(health).Address.ToString(), health.Port, "/health/ready").Uri;

        // No proxy of the environment stands between a process and its own machine.
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(address, cancellationToken).ConfigureAwait(false);
            await output.WriteAsync(await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            return answer.StatusCode == HttpStatusCode.OK ? 0 : NotReady;
        }
        catch (Exception e) when (e is HttpRequestException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            await output.WriteLineAsync($"{address} does not answer: {e.Message}").ConfigureAwait(false);
            return NotReady;
        }
    }
}
