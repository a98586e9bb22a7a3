using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Sdtp.Grains.Tending;

namespace Sdtp.Grains;

/// <summary>The door to this project.</summary>
public static class GrainsServiceCollectionExtensions
{
    /// <summary>
    /// Adds what the grains need to a silo. The host also registers an <c>IMailboxLog</c> and grain storage under the names in <see
    /// cref="StorageNames"/>.
    /// </summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="configure">Changes the limits; what cannot work is refused at start-up.</param>
    public static IServiceCollection AddSdtpGrains(this IServiceCollection services, Action<MailboxOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MailboxOptions>, MailboxOptionsValidator>());
        var options = services.AddOptions<MailboxOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton<MailboxTender>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<MailboxTender>());
        return services;
    }
}
