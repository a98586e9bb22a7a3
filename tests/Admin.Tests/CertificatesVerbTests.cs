using Sdtp.TestKit;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.Admin.Tests;

/// <summary>The real program, as an operator runs it.</summary>
public sealed class CertificatesVerbTests
{
    [Fact]
    public async Task It_names_every_file_that_it_made()
    {
        using var folder = new TestFolder();
        var made = folder.File("made");

        var (code, output) = await RunAsync("certificates", "--out", made);

        Assert.Equal(0, code);
        Assert.Equal(
            ["ca.key", "ca.pem", "gateway.key", "gateway.pem", "silo.key", "silo.pem"],
            Directory.GetFiles(made).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(Directory.GetFiles(made).Order(StringComparer.Ordinal), output.Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_second_run_replaces_nothing_and_says_how_to_renew()
    {
        using var folder = new TestFolder();
        await RunAsync("certificates", "--out", folder.Path);
        var before = await File.ReadAllTextAsync(folder.File("silo.pem"), TestContext.Current.CancellationToken);

        var (code, output) = await RunAsync("certificates", "--out", folder.Path);

        Assert.Equal(1, code);
        Assert.StartsWith("sdtp-admin: ", output, StringComparison.Ordinal);
        Assert.Contains("--authority", output, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(folder.File("silo.pem"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task It_renews_under_the_authority_of_an_earlier_run()
    {
        using var folder = new TestFolder();
        await RunAsync("certificates", "--out", folder.File("first"));

        var (code, _) = await RunAsync(
            "certificates", "--out", folder.File("second"), "--authority", folder.File("first"), "--days", "7");

        Assert.Equal(0, code);
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(folder.File("first"), "ca.pem"), TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync(Path.Combine(folder.File("second"), "ca.pem"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData]
    [InlineData("certificates")]
    [InlineData("certificates", "--out", "unused", "--days", "0")]
    [InlineData("certificates", "--out", "unused", "--days", "3651")]
    [InlineData("certificates", "--out", "unused", "--days", "soon")]
    public async Task A_bad_command_line_is_told_in_one_line(params string[] arguments)
    {
        var (code, output) = await RunAsync(arguments);

        Assert.Equal(2, code);
        Assert.StartsWith("sdtp-admin: ", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', output);
        Assert.False(Directory.Exists("unused"));
    }

    private static Task<(int Code, string Output)> RunAsync(params string[] arguments) =>
        AdminProgram.RunAsync(arguments, TestContext.Current.CancellationToken);
}
