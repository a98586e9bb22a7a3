using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Sdtp.Clustering.AzureStorage;
using Sdtp.Gateway.Configuration;
using Sdtp.Gateway.Hosting;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Gateway.Tests;

/// <summary>What a gateway asks the storage account at its start, against an account that the test plays.</summary>
public sealed class SharedRelayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("identity")]
    [InlineData("tls")]
    public async Task A_row_that_the_account_refuses_is_told_in_one_line(string refusedRow)
    {
        await using var account = await StartAccountAsync(refusedRow);
        var relay = new SharedRelay(new AzureRelayTable(Options.Create(OptionsFor(account))), TimeProvider.System);

        var refused = await Assert.ThrowsAsync<StartException>(() => relay.ReadAsync(wantsTls: true, Token));

        Assert.Contains("refuses (403", refused.Message, StringComparison.Ordinal);
        Assert.Contains("SDTP_STORAGE_CONNECTION_STRING", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private static AzureClusteringOptions OptionsFor(WebApplication account) => new()
    {
        ConnectionString = $"AccountName=one;AccountKey=c2VjcmV0;TableEndpoint={account.Urls.First()}/one",
    };

    /// <summary>Has the table and the row with the identity, and lets nobody see one of its rows.</summary>
    private static async Task<WebApplication> StartAccountAsync(string refusedRow)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var account = builder.Build();
        account.Run(async context =>
        {
            var path = Uri.UnescapeDataString(context.Request.Path.Value ?? "");
            var isRefused = path.Contains(refusedRow, StringComparison.Ordinal);
            context.Response.StatusCode = isRefused ? 403 : HttpMethods.IsPost(context.Request.Method) ? 409 : 200;
            await context.Response.WriteAsJsonAsync(
                new Dictionary<string, string>
                {
                    ["PartitionKey"] = "relay",
                    ["RowKey"] = "identity",
                    ["odata.etag"] = "W/\"1\"",
                    ["ServerId@odata.type"] = "Edm.Binary",
                    ["ServerId"] = Convert.ToBase64String(ServerId.New().ToArray()),
                },
                Token);
        });
        await account.StartAsync(Token);
        return account;
    }
}
