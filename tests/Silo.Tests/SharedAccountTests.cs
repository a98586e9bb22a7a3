using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sdtp.Clustering.Identity;
using Sdtp.Protocol.Identifiers;
using Sdtp.Silo.Hosting;
using Sdtp.Storage.AzureStorage;
using Sdtp.TestKit.Processes;

namespace Sdtp.Silo.Tests;

/// <summary>Which silos are one relay, where several keep their data in one storage account.</summary>
public sealed class SharedAccountTests(Azurite azurite)
{
    private readonly string _service = $"s{Guid.NewGuid():n}";

    [Fact]
    public async Task A_service_of_its_own_has_tables_and_an_identity_of_its_own()
    {
        var one = await AskAsync(_service, "blue");
        var other = await AskAsync(_service + "/2", "blue");

        Assert.NotEqual(one, other);
        Assert.NotEqual(one.Id, other.Id);
        Assert.NotEqual(one.Pin, other.Pin);
    }

    [Fact]
    public async Task Another_cluster_of_the_same_service_is_the_same_relay()
    {
        Assert.Equal(await AskAsync(_service, "blue"), await AskAsync(_service, "green"));
    }

    [Fact]
    public void The_default_service_keeps_the_tables_that_it_has_always_had()
    {
        Assert.Equal("Sdtp", new SiloOptions().TableNamePrefix);
    }

    private async Task<(string Tables, ServerId Id, Fingerprint Pin)> AskAsync(string service, string cluster)
    {
        var options = new SiloOptions
        {
            Storage = StorageKind.Azure,
            HostsGateway = true,
            StorageConnectionStrings = [azurite.ConnectionString],
            ServiceId = service,
            ClusterId = cluster,
        };
        using var host = SiloHost.Create(options);
        await host.Services.GetRequiredService<SharedStorage>().ConnectAsync(TestContext.Current.CancellationToken);
        return (
            host.Services.GetRequiredService<IOptions<AzureStorageOptions>>().Value.TableNamePrefix,
            host.Services.GetRequiredService<RelayIdentity>().ServerId,
            host.Services.GetRequiredService<TlsIdentity>().KeyPin);
    }
}
