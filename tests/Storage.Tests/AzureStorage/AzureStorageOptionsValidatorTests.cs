using Sdtp.Storage.AzureStorage;
using Xunit;

namespace Sdtp.Storage.Tests.AzureStorage;

public sealed class AzureStorageOptionsValidatorTests
{
    private const string Secret = "c2VjcmV0";
    private const string ConnectionString =
        $"DefaultEndpointsProtocol=https;AccountName=relay;AccountKey={Secret};EndpointSuffix=core.windows.net";

    [Fact]
    public void A_connection_string_or_a_https_endpoint_will_do()
    {
        Assert.Empty(Failures(_ => { }));
        Assert.Empty(Failures(options => options.Accounts[0] = new() { TableEndpoint = new Uri("https://relay.table.core.windows.net") }));
    }

    [Fact]
    public void No_account_is_refused() => Refuses(options => options.Accounts.Clear(), "Accounts");

    [Fact]
    public void Neither_or_both_ways_to_an_account_are_refused()
    {
        Refuses(options => options.Accounts[0].ConnectionString = null, "Accounts[0]");
        Refuses(options => options.Accounts[0].TableEndpoint = new Uri("https://relay.table.core.windows.net"), "Accounts[0]");
    }

    [Theory]
    [InlineData("http://relay.table.core.windows.net")]
    [InlineData("/relative")]
    public void An_endpoint_without_https_is_refused(string uri) =>
        Refuses(
            options => options.Accounts[0] = new() { TableEndpoint = new Uri(uri, UriKind.RelativeOrAbsolute) },
            "Accounts[0].TableEndpoint");

    [Fact]
    public void A_broken_connection_string_is_refused_and_not_repeated()
    {
        var failure = Refuses(options => options.Accounts[0].ConnectionString = $"AccountKey={Secret}", "Accounts[0].ConnectionString");

        Assert.DoesNotContain(Secret, failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1st")]
    [InlineData("with-dash")]
    public void A_prefix_that_no_table_can_begin_with_is_refused(string prefix) =>
        Refuses(options => options.TableNamePrefix = prefix, nameof(AzureStorageOptions.TableNamePrefix));

    [Fact]
    public void Limits_out_of_range_are_refused_by_name()
    {
        Refuses(options => options.GrainStateTable = "ab", nameof(AzureStorageOptions.GrainStateTable));
        Refuses(options => options.TransactionsMax = 0, nameof(AzureStorageOptions.TransactionsMax));
        Refuses(options => options.ReadsMax = 5_000, nameof(AzureStorageOptions.ReadsMax));
        Refuses(options => options.QueueRowsMax = 99, nameof(AzureStorageOptions.QueueRowsMax));
        Refuses(options => options.QueueBytesMax = 1, nameof(AzureStorageOptions.QueueBytesMax));
        Refuses(options => options.QueueOverloadFactor = 1, nameof(AzureStorageOptions.QueueOverloadFactor));
        Refuses(options => options.CommitAttemptsMax = 0, nameof(AzureStorageOptions.CommitAttemptsMax));
        Refuses(options => options.CommitAttemptTimeout = TimeSpan.Zero, nameof(AzureStorageOptions.CommitAttemptTimeout));
        Refuses(options => options.CommitRetryDelay = TimeSpan.FromMinutes(1), nameof(AzureStorageOptions.CommitRetryDelay));
        Refuses(options => options.OverdueLooksMax = 0, nameof(AzureStorageOptions.OverdueLooksMax));
        Refuses(options => options.OverdueParallelism = 65, nameof(AzureStorageOptions.OverdueParallelism));
        Refuses(options => options.OverdueSettleTime = TimeSpan.Zero, nameof(AzureStorageOptions.OverdueSettleTime));
    }

    private static string Refuses(Action<AzureStorageOptions> change, string property)
    {
        var failure = Assert.Single(Failures(change));
        Assert.Contains(property, failure, StringComparison.Ordinal);
        return failure;
    }

    private static IEnumerable<string> Failures(Action<AzureStorageOptions> change)
    {
        var options = new AzureStorageOptions();
        options.Accounts.Add(new AzureStorageAccount { ConnectionString = ConnectionString });
        change(options);
        return new AzureStorageOptionsValidator().Validate(null, options).Failures ?? [];
    }
}
