namespace Sdtp.TestKit.Processes;

/// <summary>Runs <c>sdtp-admin</c> as an operator does.</summary>
public static class AdminProgram
{
    /// <summary>Runs a verb to its end.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <param name="environment">Variables to add.</param>
    /// <returns>Exit code, and what it wrote.</returns>
    public static async Task<(int Code, string Output)> RunAsync(
        IReadOnlyList<string> arguments, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var program = RunningProgram.Start(BuiltProgram.Admin, arguments, environment: environment);
        var code = await program.WaitForExitAsync(cancellationToken);
        return (code, program.Output);
    }
}
