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
            + "SDTP_STORAGE_CONNECTION_STRING is a secret and has no option: one connection string a line.");
        var read = AddOptions(root, settings);
        root.SetAction((parsed, cancellationToken) => run(read(parsed), cancellationToken));
        return root;
    }

    /// <summary>Adds the options to a command that has others of its own.</summary>
    /// <typeparam name="TOptions">What the settings set.</typeparam>
    /// <param name="command">The command.</param>
    /// <param name="settings">What can be set.</param>
    /// <returns>Gives flag and value of everything given.</returns>
    public static Func<ParseResult, IReadOnlyDictionary<string, string>> AddOptions<TOptions>(
        Command command, IReadOnlyList<Setting<TOptions>> settings)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(settings);
        var readers = settings.Where(setting => !setting.IsSecret)
            .Select(setting => setting.IsSwitch ? AddSwitch(command, setting) : AddValue(command, setting))
            .ToList();
        return parsed => readers.Select(read => read(parsed))
            .Where(pair => pair.Value is not null)
            .ToDictionary(pair => pair.Flag, pair => pair.Value!, StringComparer.Ordinal);
    }

    private static Func<ParseResult, (string Flag, string? Value)> AddSwitch<TOptions>(
        Command command, Setting<TOptions> setting)
    {
        var option = new Option<bool?>(setting.Flag) { Description = setting.Description, Arity = ArgumentArity.ZeroOrOne };
        command.Add(option);
        return parsed => (setting.Flag, parsed.GetResult(option) is null ? null : (parsed.GetValue(option) ?? true).ToString());
    }

    private static Func<ParseResult, (string Flag, string? Value)> AddValue<TOptions>(
        Command command, Setting<TOptions> setting)
    {
        var option = new Option<string?>(setting.Flag) { Description = setting.Description, HelpName = setting.Placeholder };
        command.Add(option);
        return parsed => (setting.Flag, parsed.GetValue(option));
    }
}
