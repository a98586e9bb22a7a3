using System.Globalization;
using System.Text.RegularExpressions;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.EndToEnd.Tests.Cluster;

/// <summary>
/// The load generator's failover command: real clients that send and receive steadily, and check at the end that every acknowledged
/// message came once and in order.
/// </summary>
internal sealed partial class ClusterLoad : IAsyncDisposable
{
    private readonly RunningProgram _program;

    private ClusterLoad(RunningProgram program) => _program = program;

    /// <summary>Starts it and waits until everybody sends.</summary>
    internal static async Task<ClusterLoad> StartAsync(IEnumerable<string> gateways, CancellationToken cancellationToken)
    {
        var addresses = gateways.Select(address => address["sdtp://".Length..].Split('#')).ToList();
        var relay = $"sdtp://{string.Join(',', addresses.Select(parts => parts[0]))}#{addresses[0][1]}";
        var load = new ClusterLoad(RunningProgram.Start(
            BuiltProgram.Load, ["failover", relay, "--senders", "3", "--recipients", "6", "--pace-ms", "150"]));
        await load._program.WaitForLineAsync(line => line.StartsWith("running:", StringComparison.Ordinal), cancellationToken);
        return load;
    }

    /// <summary>Waits until so many more messages have been acknowledged.</summary>
    internal async Task AcknowledgeMoreAsync(int count, CancellationToken cancellationToken)
    {
        int? first = null;
        await _program.WaitForLineAsync(
            line =>
            {
                if (Progress().Match(line) is not { Success: true } progress)
                {
                    return false;
                }

                var acknowledged = int.Parse(progress.Groups["count"].Value, CultureInfo.InvariantCulture);
                first ??= acknowledged;
                return acknowledged >= first + count;
            },
            cancellationToken);
    }

    /// <summary>Lets everything arrive and be checked.</summary>
    /// <returns>What it says of the pauses.</returns>
    internal async Task<string> FinishAsync(CancellationToken cancellationToken)
    {
        _program.CloseInput();
        var exitCode = await _program.WaitForExitAsync(cancellationToken);
        Assert.True(exitCode == 0, _program.Output);
        var report = _program.Output.Split('\n').Where(line => Report().IsMatch(line)).ToList();
        Assert.Contains(report, line => line.StartsWith("checked:", StringComparison.Ordinal));
        return string.Join('\n', report);
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    [GeneratedRegex("^acknowledged (?<count>[0-9]+),")]
    private static partial Regex Progress();

    [GeneratedRegex("^(pause|reconnected|checked)")]
    private static partial Regex Report();
}
