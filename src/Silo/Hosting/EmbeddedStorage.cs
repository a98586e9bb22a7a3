using Microsoft.Extensions.DependencyInjection;

namespace Sdtp.Silo.Hosting;

/// <summary>The SQLite file in the data folder: mailboxes, profiles, usernames and the relay's own name.</summary>
internal static class EmbeddedStorage
{
    internal static void Add(IServiceCollection services, string folder)
    {
        _ = services;
        _ = folder;
    }
}
