using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Sdtp.CrashingRelay;

/// <summary>
/// Passes every call on and kills the process when the agreed number of writes has been made: between two steps of a registration.
/// </summary>
internal sealed class DyingGrainStorage(IGrainStorage inner, DyingGrainStorage.Countdown countdown) : IGrainStorage
{
    internal static void PutInFrontOfAll(IServiceCollection services, int writes)
    {
        var countdown = new Countdown(writes);
        foreach (var descriptor in services.Where(d => d.IsKeyedService && d.ServiceType == typeof(IGrainStorage)).ToList())
        {
            services.Remove(descriptor);
            services.Add(ServiceDescriptor.KeyedSingleton<IGrainStorage>(
                descriptor.ServiceKey, (provider, key) => new DyingGrainStorage(Make(descriptor, provider, key), countdown)));
        }
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ReadStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await inner.WriteStateAsync(stateName, grainId, grainState);
        countdown.Step();
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ClearStateAsync(stateName, grainId, grainState);

    private static IGrainStorage Make(ServiceDescriptor descriptor, IServiceProvider provider, object? key) =>
        (IGrainStorage)(descriptor.KeyedImplementationInstance
            ?? descriptor.KeyedImplementationFactory?.Invoke(provider, key)
            ?? ActivatorUtilities.CreateInstance(provider, descriptor.KeyedImplementationType!));

    internal sealed class Countdown(int writes)
    {
        private int _left = writes;

        internal void Step()
        {
            if (Interlocked.Decrement(ref _left) == 0)
            {
                Process.GetCurrentProcess().Kill();
            }
        }
    }
}
