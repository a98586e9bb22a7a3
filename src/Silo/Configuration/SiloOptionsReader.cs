using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Sdtp.Silo.Configuration;

/// <summary>
/// Reads the options: flags before environment before appsettings.json (that of the current directory before the one beside the program)
/// before defaults.
/// </summary>
internal static class SiloOptionsReader
{
    internal const string FileName = "appsettings.json";
    private const string Section = "Sdtp";

    /// <param name="flags">Flag (dashes included) to value, as given on the command line.</param>
    /// <param name="environment">The environment variables.</param>
    /// <param name="folders">Where appsettings.json is looked for; later ones win.</param>
    /// <exception cref="SiloStartException">Something given is not what it must be.</exception>
    internal static SiloOptions Read(
        IReadOnlyDictionary<string, string> flags, Func<string, string?> environment, IEnumerable<string> folders)
    {
        var files = folders.Select(folder => Path.Combine(folder, FileName)).Where(File.Exists).Select(ReadFile).ToList();
        foreach (var (path, file) in files)
        {
            CheckKeys(path, file);
        }

        var options = new SiloOptions();
        foreach (var setting in Settings.All)
        {
            if (flags.TryGetValue(setting.Flag, out var flag))
            {
                setting.Apply(options, flag, setting.Flag);
            }
            else if (environment(setting.EnvironmentName) is { Length: > 0 } variable)
            {
                setting.Apply(options, variable, setting.EnvironmentName);
            }
            else if (files.LastOrDefault(f => TextOf(f.File, setting) is not null) is { File: { } file } found)
            {
                setting.Apply(options, TextOf(file, setting)!, $"{setting.FileKey} in {found.Path}");
            }
        }

        return options;
    }

    /// <summary>A value, or the values of a list, one a line.</summary>
    private static string? TextOf(IConfigurationRoot file, Setting setting)
    {
        var section = file.GetSection(setting.FileKey);
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
            throw new SiloStartException($"{path} cannot be read: {e.InnerException?.Message ?? e.Message}", isBadOption: true, e);
        }
    }

    /// <summary>A misspelt key would silently leave a default in force.</summary>
    private static void CheckKeys(string path, IConfigurationRoot file)
    {
        foreach (var key in file.GetSection(Section).GetChildren())
        {
            if (!Settings.All.Any(setting => string.Equals(setting.FileKey, key.Path, StringComparison.OrdinalIgnoreCase)))
            {
                throw new SiloStartException($"{path} sets {key.Path}, which is no option; see sdtp-silo --help.", isBadOption: true);
            }
        }
    }
}
