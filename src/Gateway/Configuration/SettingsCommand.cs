using System.CommandLine;

namespace Sdtp.Gateway.Configuration;

/// <summary>The command line: one option for each setting, and nothing else.</summary>
public static class SettingsCommand
{
    /// <summary>Makes the command.</summary>
    /// <typeparam name="TOptions">What the settings set.</typeparam>
    /// <param name="description">What the program is.</param>
    /// <param name="settings">What can be set.</param>
    /// <param name="run">Gets flag and value of everything given.</param>
    public static RootCommand Create<TOptions>(
        string description,
        IReadOnlyList<Setting<TOptions>> settings,
        Func<IReadOnlyDictionary<string, string>, CancellationToken, Task<int>> run)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var root = new RootCommand(
            $"{description} Every option can also be set by an environment variable (SDTP_LISTEN for --listen) or in appsettings.json "
            + "(\"Sdtp\": { \"Listen\": ... }); the command line wins over the environment, and that over the file. "
            + "SDTP_STORAGE_CONNECTION_STRING is a secret and has no option: one connection string a line, or "
            + "SDTP_STORAGE_CONNECTION_STRING_FILE names the file that holds them.");
        var readers = new List<Func<ParseResult, (string Flag, string? Value)>>();
        foreach (var setting in settings.Where(setting => !setting.IsSecret))
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

    private static Func<ParseResult, (string Flag, string? Value)> AddSwitch<TOptions>(
        RootCommand root, Setting<TOptions> setting)
    {
        var option = new Option<bool?>(setting.Flag) { Description = setting.Description, Arity = ArgumentArity.ZeroOrOne };
        root.Add(option);
        return parsed => (setting.Flag, parsed.GetResult(option) is null ? null : (parsed.GetValue(option) ?? true).ToString());
    }

    private static Func<ParseResult, (string Flag, string? Value)> AddValue<TOptions>(
        RootCommand root, Setting<TOptions> setting)
    {
        var option = new Option<string?>(setting.Flag) { Description = setting.Description, HelpName = setting.Placeholder };
        root.Add(option);
        return parsed => (setting.Flag, parsed.GetValue(option));
    }
}
