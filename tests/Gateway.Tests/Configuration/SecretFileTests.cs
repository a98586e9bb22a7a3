using Sdtp.Gateway.Configuration;
using Sdtp.TestKit;

namespace Sdtp.Gateway.Tests.Configuration;

/// <summary>A connection string that is handed over in a file.</summary>
public sealed class SecretFileTests : IDisposable
{
    private const string Variable = "SDTP_STORAGE_CONNECTION_STRING";
    private const string FileVariable = "SDTP_STORAGE_CONNECTION_STRING_FILE";
    private const string Secret = "AccountName=one;AccountKey=c2VjcmV0";
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_holds_one_connection_string_a_line()
    {
        const string second = "AccountName=two;AccountKey=c2VjcmV0";
        File.WriteAllText(_folder.File("secret"), $"{Secret}\n{second}\n");

        var options = Read(new() { [FileVariable] = _folder.File("secret") });

        Assert.Equal([Secret, second], options.StorageConnectionStrings);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var path = _folder.File("missing");

        var refused = Assert.Throws<StartException>(() => Read(new() { [FileVariable] = path }));

        Assert.True(refused.IsBadOption);
        Assert.StartsWith($"{FileVariable} names {path}, which cannot be read", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_too_large_for_a_secret_is_refused()
    {
        File.WriteAllText(_folder.File("secret"), new string('x', 65_537));

        var refused = Assert.Throws<StartException>(() => Read(new() { [FileVariable] = _folder.File("secret") }));

        Assert.Contains("larger than", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_refused_by_name()
    {
        File.WriteAllText(_folder.File("secret"), "\n");

        var refused = Assert.Throws<StartException>(() => Read(new() { [FileVariable] = _folder.File("secret") }));

        Assert.StartsWith($"{FileVariable} must be ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_given_twice_is_refused_and_not_repeated()
    {
        File.WriteAllText(_folder.File("secret"), Secret);

        var refused = Assert.Throws<StartException>(() => Read(new() { [FileVariable] = _folder.File("secret"), [Variable] = Secret }));

        Assert.Contains("exclude each other", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_secret_is_not_read_from_a_file()
    {
        File.WriteAllText(_folder.File("name"), "other");

        Assert.Equal("sdtp", Read(new() { ["SDTP_CLUSTER_ID_FILE"] = _folder.File("name") }).ClusterId);
    }

    private static GatewayHostOptions Read(Dictionary<string, string> environment) =>
        OptionsReader.Read(GatewayProgramSettings.All, new Dictionary<string, string>(), environment.GetValueOrDefault, []);
}
