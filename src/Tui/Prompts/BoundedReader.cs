using System.Text;
using Sdtp.Tui.Commands;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Prompts;

/// <summary>Reads piped text with a limit, so that an endless line or file cannot eat the memory.</summary>
internal static class BoundedReader
{
    /// <summary>Most characters in one line or one piped message; more than the largest message.</summary>
    internal const int LengthMax = LineEditing.LineBuffer.LengthMax;

    /// <summary>One line without its end; null at the end of the input.</summary>
    /// <exception cref="CommandFailedException">The line is longer than <see cref="LengthMax"/>.</exception>
    internal static string? ReadLine(TextReader reader)
    {
        var line = new StringBuilder();
        for (var next = reader.Read(); ; next = reader.Read())
        {
            switch (next)
            {
                case < 0:
                    return line.Length == 0 ? null : line.ToString();
                case '\n':
                    return line.Length > 0 && line[^1] == '\r' ? line.ToString(0, line.Length - 1) : line.ToString();
                default:
                    line.Append((char)next);
                    Check(line.Length);
                    break;
            }
        }
    }

    /// <summary>Everything up to the end of the input.</summary>
    /// <exception cref="CommandFailedException">There is more than <see cref="LengthMax"/>.</exception>
    internal static string ReadToEnd(TextReader reader)
    {
        var text = new StringBuilder();
        var block = new char[4_096];
        for (var read = reader.Read(block); read > 0; read = reader.Read(block))
        {
            text.Append(block, 0, read);
            Check(text.Length);
        }

        return text.ToString();
    }

    private static void Check(int length)
    {
        if (length > LengthMax)
        {
            throw new CommandFailedException(new Failure(
                ExitCode.Usage,
                $"the input is longer than {LengthMax} characters",
                "split it into several messages"));
        }
    }
}
