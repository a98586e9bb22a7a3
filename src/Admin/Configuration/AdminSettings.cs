using Sdtp.Gateway.Configuration;

namespace Sdtp.Admin.Configuration;

/// <summary>What can be set for a verb that looks at a relay, by flag, environment or appsettings.json as for the relay itself.</summary>
internal static class AdminSettings
{
    private const string Sqlite = "sqlite";
    private const string Azure = "azure";

    internal static IReadOnlyList<Setting<AdminOptions>> All { get; } =
    [
        new(
            "--data",
            "FOLDER",
            "Data folder of the relay (default ./data).",
            static (o, text) => (o.DataFolder = text).Length > 0,
            "a folder"),
        new(
            "--storage",
            "KIND",
            "sqlite: a relay of one process on its data folder (default); azure: a cluster on Azure Storage.",
            TryStorage,
            "sqlite or azure"),
        .. ClusterSettings.Of<AdminOptions>(),
    ];

    /// <exception cref="StartException">Something given is not what it must be, or the storage account of a cluster is missing.</exception>
    internal static AdminOptions Read(IReadOnlyDictionary<string, string> flags)
    {
        var options = OptionsReader.Read(
            All, flags, Environment.GetEnvironmentVariable, [AppContext.BaseDirectory, Directory.GetCurrentDirectory()]);
        return options.IsCluster && StorageAccountRule.Complaint(options, "--storage azure needs a storage account") is { } complaint
            ? throw new StartException(complaint, isBadOption: true)
            : options;
    }

    private static bool TryStorage(AdminOptions options, string text)
    {
        options.IsCluster = text.Equals(Azure, StringComparison.OrdinalIgnoreCase);
        return options.IsCluster || text.Equals(Sqlite, StringComparison.OrdinalIgnoreCase);
    }
}
