using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sdtp.Clustering.Identity;
using Sdtp.Gateway.Configuration;
using Sdtp.Gateway.Hosting;
using Sdtp.Grains;
using Sdtp.Silo.Hosting;
using Sdtp.Silo.Observability;
using Sdtp.Storage.Sqlite;
using Sdtp.Storage.Sqlite.Opening;

namespace Sdtp.Silo;

/// <summary>
/// One relay process in one host: a silo with its grains, the embedded or the shared storage, and the gateway where it is wanted.
/// </summary>
public static class SiloHost
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(5);

    /// <summary>Builds the host; nothing is opened yet and nothing listens.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="configure">Changes what was registered, last of all: for tests that put something in between.</param>
    /// <exception cref="StartException">Options contradict each other.</exception>
    public static IHost Create(SiloOptions options, Action<IHostApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionRules.Check(options);
        var folder = Path.GetFullPath(options.DataFolder);
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopTime);
        builder.Services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        AddLogging(builder, options);
        Operating.Add(builder, options);
        builder.Services.AddSingleton(provider => LoadTls(options, folder, provider.GetRequiredService<TimeProvider>()));
        AddStorage(builder.Services, options, folder);
        builder.UseOrleans(silo => SiloCluster.Add(silo, options));
        builder.Services.AddSdtpGrains(options.Mailboxes);
        if (options.IsGatewayHosted)
        {
            builder.Services.AddSdtpGateway(gateway =>
            {
                gateway.Listen = options.Listen;
                options.Gateway?.Invoke(gateway);
            });
        }

        configure?.Invoke(builder);
        return builder.Build();
    }

    /// <summary>Starts a host that <see cref="Create"/> has built; when it is done, clients can connect.</summary>
    /// <param name="host">The host.</param>
    /// <param name="options">The options that it was built from.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="StartException">One line on what is wrong and what to do.</exception>
    public static async Task StartAsync(IHost host, SiloOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        try
        {
            // Opened first: what is wrong with folder or account is then said before a silo has been started for nothing.
            await OpenStorageAsync(host, options, cancellationToken).ConfigureAwait(false);
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            await StopQuietlyAsync(host).ConfigureAwait(false);
            throw e is StoreOpenException ? new StartException(e.Message, inner: e) : StartFailures.Explain(e, options, "relay");
        }
    }

    /// <summary>What had started is stopped in order, or it would complain of its services vanishing under it.</summary>
    private static async Task StopQuietlyAsync(IHost host)
    {
        try
        {
            await host.StopAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The reason for the failed start is what the operator needs to hear.
        }
    }

    private static void AddLogging(HostApplicationBuilder builder, SiloOptions options)
    {
        if (options.LogLevel >= LogLevel.Warning)
        {
            // Advice to use the server GC, a start-up false alarm, and a start that failed, which is told in one line elsewhere.
            builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
            builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
            builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        }

        HostLogging.Add(builder, options.LogLevel, options.JsonLogs);
    }

    private static void AddStorage(IServiceCollection services, SiloOptions options, string folder)
    {
        if (options.Storage == StorageKind.Azure)
        {
            SharedStorage.Add(services, options);
        }
        else
        {
            EmbeddedStorage.Add(services, folder);
        }
    }

    private static Task OpenStorageAsync(IHost host, SiloOptions options, CancellationToken cancellationToken)
    {
        if (options.Storage == StorageKind.Azure)
        {
            return host.Services.GetRequiredService<SharedStorage>().ConnectAsync(cancellationToken);
        }

        _ = host.Services.GetRequiredService<SqliteStore>();
        return Task.CompletedTask;
    }

    private static TlsIdentity LoadTls(SiloOptions options, string folder, TimeProvider clock) => options.CertificatePath is { } path
        ? TlsIdentity.Load(Path.GetFullPath(path), options.CertificateKeyPath is { } key ? Path.GetFullPath(key) : null)
        : TlsIdentity.LoadOrCreate(folder, clock);
}
