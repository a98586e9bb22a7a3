using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sdtp.Clustering.Identity;
using Sdtp.Gateway.Hosting;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.Silo;
using Sdtp.Storage.Mailboxes;
using Sdtp.TestKit;

namespace Sdtp.Gateway.Tests.Support;

/// <summary>The whole relay in this process, on a free port, with a log that a test can hold back.</summary>
internal sealed class TestRelay : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly IHost _host;

    private TestRelay(TestFolder folder, IHost host, HeldMailboxLog log)
    {
        _folder = folder;
        _host = host;
        Log = log;
    }

    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    public HeldMailboxLog Log { get; }

    public static async Task<TestRelay> StartAsync(Action<GatewayOptions>? configure = null, TimeProvider? clock = null)
    {
        var folder = new TestFolder();
        var log = new HeldMailboxLog(new MemoryMailboxLog());
        var options = new SiloOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), DataFolder = folder.Path, Gateway = configure };
        var host = SiloHost.Create(options, builder =>
        {
            builder.UseOrleans(silo => silo.AddMemoryGrainStorage("users").AddMemoryGrainStorage("usernames"));
            builder.Services.AddSingleton<IMailboxLog>(log);
            builder.Services.AddSingleton(new RelayIdentity(ServerId.New(), new Dictionary<RelayLimit, ulong>()));
            if (clock is not null)
            {
                builder.Services.AddSingleton(clock);
            }
        });
        await SiloHost.StartAsync(host, options, TestContext.Current.CancellationToken);
        return new TestRelay(folder, host, log) { EndPoint = host.Services.GetRequiredService<IGatewayAddress>().EndPoint };
    }

    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _folder.Dispose();
    }
}
