using System.Text;
using Sdtp.Client;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Commands;

/// <summary>Files that hold keys: read with a limit, written once, for the owner only.</summary>
internal static class KeyFiles
{
    /// <summary>Most bytes in an exported identity.</summary>
    internal const int BytesMax = 1024 * 1024;

    internal static void DemandAbsent(string path)
    {
        BlockingCalls.Announce("A file was looked for");
        if (Path.Exists(path))
        {
            throw CommonOptions.Wrong($"{path} exists and is not overwritten", "name a new file with --out");
        }
    }

    /// <exception cref="CommandFailedException">The file cannot be made.</exception>
    internal static void Write(string path, string content)
    {
        BlockingCalls.Announce("A file was written");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using var file = new FileStream(path, options);
            file.Write(Encoding.UTF8.GetBytes(content));
            file.Flush(flushToDisk: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CommonOptions.Wrong($"{path} cannot be written: {SafeText.Short(error.Message, 200)}", "name another file with --out");
        }
    }

    /// <exception cref="CommandFailedException">The file cannot be read, or is too large to be an identity.</exception>
    internal static string Read(string path)
    {
        BlockingCalls.Announce("A file was read");
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > BytesMax }
                ? throw CommonOptions.Wrong($"{path} is too large to be an exported identity", "give a file that identity export wrote")
                : File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CommonOptions.Wrong(
                $"{path} cannot be read: {SafeText.Short(error.Message, 200)}", "give a file that identity export wrote");
        }
    }
}
