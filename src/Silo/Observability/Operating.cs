using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sdtp.Gateway.Observability;

namespace Sdtp.Silo.Observability;

/// <summary>Adds what lets an operator look inside a silo.</summary>
internal static class Operating
{
    internal static void Add(IHostApplicationBuilder builder, SiloOptions options)
    {
        builder.AddSdtpOperating(options);
        builder.Services.AddSingleton<IReadinessCheck, StorageReadiness>();
        builder.Services.AddHostedService<MembershipMetrics>();
    }
}
