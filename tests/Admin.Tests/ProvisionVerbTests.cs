using Sdtp.TestKit;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.Admin.Tests;

/// <summary>The real program, as docker-compose.yml runs it before the silos.</summary>
public sealed class ProvisionVerbTests
{
    [Fact]
    public async Task The_first_run_names_what_it_made_and_the_second_has_nothing_to_do()
    {
        using var folder = new TestFolder();

        var first = await RunAsync("provision", "--out", folder.Path);
        var second = await RunAsync("provision", "--out", folder.Path);

        Assert.Equal(0, first.Code);
        Assert.Equal(
            Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal),
            first.Output.Split('\n').Order(StringComparer.Ordinal));
        Assert.Equal((0, ""), second);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_told_in_one_line()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.File("authority"), "in the way", TestContext.Current.CancellationToken);

        var (code, output) = await RunAsync("provision", "--out", folder.Path);

        Assert.Equal(1, code);
        Assert.StartsWith($"sdtp-admin: {folder.File("authority")} cannot be written", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', output);
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        await using var program = RunningProgram.Start(BuiltProgram.Find("src/Admin", "sdtp-admin"), arguments);
        var code = await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (code, program.Output);
    }
}
