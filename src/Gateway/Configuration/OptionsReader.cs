using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Sdtp.Gateway.Configuration;

/// <summary>
/// Reads the options: flags before environment before appsettings.json (that of the current directory before the one beside the program)
/// before defaults.
/// </summary>
public static class OptionsReader
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "appsettings.json";
    private const string Section = "Sdtp";

    /// <summary>Reads them all.</summary>
    /// <typeparam name="TOptions">What is read.</typeparam>
    /// <param name="settings">What can be set.</param>
    /// <param name="flags">Flag (dashes included) to value, as given on the command line.</param>
    /// <param name="environment">The environment variables.</param>
    /// <param name="folders">Where appsettings.json is looked for; later ones win.</param>
    /// <exception cref="StartException">Something given is not what it must be.</exception>
    public static TOptions Read<TOptions>(
        IReadOnlyList<Setting<TOptions>> settings,
        IReadOnlyDictionary<string, string> flags,
        Func<string, string?> environment,
        IEnumerable<string> folders)
        where TOptions : new()
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(flags);
        ArgumentNullException.ThrowIfNull(environment);
        var files = folders.Select(folder => Path.Combine(folder, FileName)).Where(File.Exists).Select(ReadFile).ToList();
        foreach (var (path, file) in files)
        {
            CheckKeys(settings, path, file);
        }

        var options = new TOptions();
        foreach (var setting in settings)
        {
            if (flags.TryGetValue(setting.Flag, out var flag))
            {
                setting.Apply(options, flag, setting.Flag);
            }
            else if (environment(setting.EnvironmentName) is { Length: > 0 } variable)
            {
                setting.Apply(options, variable, setting.EnvironmentName);
            }
            else if (files.LastOrDefault(f => TextOf(f.File, setting.FileKey) is not null) is { File: { } file } found)
            {
                setting.Apply(options, TextOf(file, setting.FileKey)!, $"{setting.FileKey} in {found.Path}");
            }
        }

        return options;
    }

    /// <summary>A value, or the values of a list, one a line.</summary>
    private static string? TextOf(IConfigurationRoot file, string key)
    {
        var section = file.GetSection(key);
        var values = section.GetChildren().Select(child => child.Value).ToList();
        return section.Value ?? (values.Count == 0 ? null : string.Join('\n', values));
    }

    private static (string Path, IConfigurationRoot File) ReadFile(string path)
    {
        try
        {
            return (path, new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(path), optional: false, reloadOnChange: false).Build());
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or JsonException
            or IOException or UnauthorizedAccessException)
        {
            throw new StartException($"{path} cannot be read: {e.InnerException?.Message ?? e.Message}", isBadOption: true, e);
        }
    }

    /// <summary>A misspelt key would silently leave a default in force.</summary>
    private static void CheckKeys<TOptions>(IReadOnlyList<Setting<TOptions>> settings, string path, IConfigurationRoot file)
    {
        foreach (var key in file.GetSection(Section).GetChildren())
        {
            if (!settings.Any(setting => string.Equals(setting.FileKey, key.Path, StringComparison.OrdinalIgnoreCase))
                && !FileKeys.IsKnown(key.Path))
            {
                throw new StartException(
                    $"{path} sets {key.Path}, which is no option of any program of the relay; see --help.", isBadOption: true);
            }
        }
    }
}
