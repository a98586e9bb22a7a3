using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Dashboard;
using Sdtp.Gateway.Observability;

namespace Sdtp.Silo.Observability;

/// <summary>
/// The Orleans dashboard over plain HTTP on loopback. It asks nobody who they are, so what would name people is left out: the state of a
/// grain, and the stream of log lines.
/// </summary>
internal sealed class DashboardEndpoint(IPEndPoint address, IServiceProvider silo) : IHostedService, IAsyncDisposable
{
    private static readonly PathString GrainState = new("/GrainState");

    private WebApplication? _http;

    internal static void Add(ISiloBuilder silo, SiloOptions options)
    {
        if (options.Dashboard is not { } address)
        {
            return;
        }

        silo.AddDashboard(dashboard => dashboard.HideTrace = true);
        silo.Services.AddHostedService(provider => new DashboardEndpoint(address, provider));
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddOptions();
        builder.Services.AddRouting();

        // Signals belong to the host around this one.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address);
        });
        _http = builder.Build();
        _http.Use(AdmitAsync);
        new SiloRoutes(_http, silo).MapOrleansDashboard();
        try
        {
            await _http.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException refused)
        {
            throw new OperatorEndpointException(address, "the dashboard", "--dashboard", refused);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => _http?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_http is not null)
        {
            await _http.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        // A page from elsewhere, open in the operator's browser, can reach loopback under a name of its own; that name gives it away.
        if (!IsThisMachine(context.Request.Host.Host))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await context.Response.WriteAsync("Ask by a loopback address or as localhost.\n", context.RequestAborted).ConfigureAwait(false);
        }
        else if (context.Request.Path.StartsWithSegments(GrainState, StringComparison.OrdinalIgnoreCase))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await context.Response.WriteAsync("The state of grains is not shown here.\n", context.RequestAborted).ConfigureAwait(false);
        }
        else
        {
            context.RequestServices = silo;
            await next(context).ConfigureAwait(false);
        }
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var named) && IPAddress.IsLoopback(named));

    /// <summary>Routes of one application whose services are those of the silo, where the dashboard's own are registered.</summary>
    private sealed class SiloRoutes(IEndpointRouteBuilder http, IServiceProvider silo) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => silo;

        public ICollection<EndpointDataSource> DataSources => http.DataSources;

        public IApplicationBuilder CreateApplicationBuilder() => http.CreateApplicationBuilder();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
