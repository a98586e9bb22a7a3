using System.CommandLine;

namespace Sdtp.Silo.Configuration;

/// <summary>The command line: one option for each setting, and nothing else.</summary>
internal static class SiloCommand
{
    internal static RootCommand Create(Func<IReadOnlyDictionary<string, string>, CancellationToken, Task<int>> run)
    {
        var root = new RootCommand(
            "The SDTP relay: silo, gateway and database in one process, or one silo of a cluster on Azure Storage. "
            + "Every option can also be set by an environment variable (SDTP_DATA for --data) or in appsettings.json "
            + "(\"Sdtp\": { \"Data\": ... }); the command line wins over the environment, and that over the file. "
            + "SDTP_STORAGE_CONNECTION_STRING is a secret and has no option: one connection string a line.");
        var readers = new List<Func<ParseResult, (string Flag, string? Value)>>();
        foreach (var setting in Settings.All.Where(setting => !setting.IsSecret))
        {
            readers.Add(setting.IsSwitch ? AddSwitch(root, setting) : AddValue(root, setting));
        }

        root.SetAction((parsed, cancellationToken) =>
        {
            var given = readers.Select(read => read(parsed)).Where(pair => pair.Value is not null);
            return run(given.ToDictionary(pair => pair.Flag, pair => pair.Value!, StringComparer.Ordinal), cancellationToken);
        });
        return root;
    }

    private static Func<ParseResult, (string Flag, string? Value)> AddSwitch(RootCommand root, Setting setting)
    {
        var option = new Option<bool?>(setting.Flag) { Description = setting.Description, Arity = ArgumentArity.ZeroOrOne };
        root.Add(option);
        return parsed => (setting.Flag, parsed.GetResult(option) is null ? null : (parsed.GetValue(option) ?? true).ToString());
    }

    private static Func<ParseResult, (string Flag, string? Value)> AddValue(RootCommand root, Setting setting)
    {
        var option = new Option<string?>(setting.Flag) { Description = setting.Description, HelpName = setting.Placeholder };
        root.Add(option);
        return parsed => (setting.Flag, parsed.GetValue(option));
    }
}
