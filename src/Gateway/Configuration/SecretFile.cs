namespace Sdtp.Gateway.Configuration;

/// <summary>
/// A secret in a file of its own, as Docker and Kubernetes hand secrets over: whoever may list a process's environment does not see it.
/// </summary>
internal static class SecretFile
{
    private const long FileBytesMax = 64 * 1024;

    /// <returns>What the file holds, or null where no file is named.</returns>
    /// <exception cref="StartException">The file cannot be read, or the secret is given twice. Neither is repeated.</exception>
    internal static string? Read<TOptions>(Setting<TOptions> setting, Func<string, string?> environment)
    {
        if (environment(setting.FileVariable) is not { Length: > 0 } path)
        {
            return null;
        }

        if (environment(setting.EnvironmentName) is { Length: > 0 })
        {
            throw new StartException(
                $"{setting.EnvironmentName} and {setting.FileVariable} exclude each other: keep one.", isBadOption: true);
        }

        try
        {
            return new FileInfo(path).Length <= FileBytesMax
                ? File.ReadAllText(path)
                : throw new StartException($"{setting.FileVariable}: {path} is larger than {FileBytesMax} bytes.", isBadOption: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"{setting.FileVariable} names {path}, which cannot be read: {e.Message}", isBadOption: true, e);
        }
    }
}
