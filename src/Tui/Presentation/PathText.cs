using System.Text;

namespace Sdtp.Tui.Presentation;

/// <summary>
/// Reads a path as it is typed, pasted, or dropped on a terminal: no shell stands between the person and this program. Pure.
/// </summary>
internal static class PathText
{
    /// <summary>The path that was meant: without quotes around it or escapes in it, and with the home folder for a tilde.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="home">The home folder; null for the person's own.</param>
    internal static string Expand(string typed, string? home = null)
    {
        home ??= Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var path = typed.Trim();
        if (path.Length >= 2 && path[0] is '"' or '\'' && path[^1] == path[0])
        {
            path = path[1..^1];
        }
        else if (!OperatingSystem.IsWindows())
        {
            path = Unescaped(path);
        }

        return path == "~" ? home : path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(home, path[2..]) : path;
    }

    /// <summary>A name from a folder, so that <see cref="Expand"/> gives it back.</summary>
    internal static string Escape(string name) =>
        OperatingSystem.IsWindows() ? name : name.Replace("\\", "\\\\", StringComparison.Ordinal);

    /// <summary>A backslash before anything but a letter or digit makes that a plain character: terminals write dropped files so.</summary>
    private static string Unescaped(string path)
    {
        var plain = new StringBuilder(path.Length);
        for (var i = 0; i < path.Length; i++)
        {
            var isEscape = path[i] == '\\' && i + 1 < path.Length && char.IsAscii(path[i + 1]) && !char.IsLetterOrDigit(path[i + 1]);
            plain.Append(path[isEscape ? ++i : i]);
        }

        return plain.ToString();
    }
}
