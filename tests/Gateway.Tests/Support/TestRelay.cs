using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sdtp.Gateway.Hosting;
using Sdtp.Silo;
using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Sqlite;
using Sdtp.TestKit;

namespace Sdtp.Gateway.Tests.Support;

/// <summary>The whole relay in this process, on a free port, with a log that a test can hold back.</summary>
public sealed class TestRelay : IAsyncDisposable
{
    private readonly TestFolder _folder;
    private readonly IHost _host;

    private TestRelay(TestFolder folder, IHost host, HeldMailboxLog log)
    {
        _folder = folder;
        _host = host;
        Log = log;
    }

    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    internal HeldMailboxLog Log { get; }

    /// <summary>What the gateway hears of the cluster.</summary>
    public ClusterChanges Cluster => _host.Services.GetRequiredService<ClusterChanges>();

    internal BrokenDoor Door { get; private init; } = new();

    /// <summary>Ends every activation that nothing keeps busy, as a silo does that stops.</summary>
    public Task DeactivateAllAsync() =>
        _host.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    public static async Task<TestRelay> StartAsync(Action<GatewayOptions>? configure = null, IPEndPoint? health = null)
    {
        var folder = new TestFolder();
        var options = new SiloOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            DataFolder = folder.Path,
            Gateway = configure,
            Health = health,
        };
        var door = new BrokenDoor();
        var host = SiloHost.Create(options, builder =>
        {
            // A test that holds up the drain decides itself how long.
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMinutes(2));
            builder.Services.AddSingleton<IOutgoingGrainCallFilter>(door);
            builder.Services.AddSingleton<IMailboxLog>(provider =>
                new HeldMailboxLog(provider.GetRequiredService<SqliteStore>().Mailboxes));
        });
        await SiloHost.StartAsync(host, options, TestContext.Current.CancellationToken);
        var log = (HeldMailboxLog)host.Services.GetRequiredService<IMailboxLog>();
        return new TestRelay(folder, host, log) { Door = door, EndPoint = host.Services.GetRequiredService<IGatewayAddress>().EndPoint };
    }

    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _folder.Dispose();
    }
}

/// <summary>One relay for all tests that need nothing special of it. They share it and never share keys.</summary>
public sealed class SharedRelay : IAsyncLifetime
{
    private TestRelay? _relay;

    public IPEndPoint EndPoint => Relay.EndPoint;

    internal HeldMailboxLog Log => Relay.Log;

    private TestRelay Relay => _relay ?? throw new InvalidOperationException("The relay has not been started.");

    public async ValueTask InitializeAsync() => _relay = await TestRelay.StartAsync();

    public ValueTask DisposeAsync() => Relay.DisposeAsync();
}
