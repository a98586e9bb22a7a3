using System.CommandLine;
using Sdtp.Gateway.Configuration;

namespace Sdtp.Silo.Configuration;

/// <summary>The command line of the relay program.</summary>
internal static class SiloCommand
{
    private const string Description =
        "The SDTP relay: silo, gateway and database in one process, or one silo of a cluster on Azure Storage.";

    internal static RootCommand Create(Func<IReadOnlyDictionary<string, string>, CancellationToken, Task<int>> run) =>
        SettingsCommand.Create(Description, Settings.All, run);
}
