using System.Globalization;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Tui.Shell;

/// <summary>One line typed at the prompt, understood. Command words have no case; a message keeps its spaces.</summary>
internal abstract record ShellLine
{
    private ShellLine()
    {
    }

    internal sealed record Nothing : ShellLine;

    internal sealed record Help : ShellLine;

    internal sealed record Exit : ShellLine;

    internal sealed record Fetch : ShellLine;

    /// <summary>List the files that wait.</summary>
    internal sealed record Files : ShellLine;

    /// <summary>Save one, to the folder for downloads (null) or another.</summary>
    internal sealed record Save(long Number, string? Folder) : ShellLine;

    internal sealed record Lookup(Username Name) : ShellLine;

    internal sealed record Accept(Username Name) : ShellLine;

    internal sealed record Send(Username To, string Text) : ShellLine;

    /// <summary>A line that means nothing.</summary>
    /// <param name="What">What is wrong with it.</param>
    /// <param name="Hint">How to write it instead.</param>
    internal sealed record Wrong(string What, string Hint) : ShellLine;

    internal static ShellLine Parse(string line)
    {
        var (word, rest) = SplitWord(line.TrimStart());
        return word.ToUpperInvariant() switch
        {
            "" => new Nothing(),
            "HELP" or "?" => new Help(),
            "EXIT" or "QUIT" => Alone(word, rest, new Exit()),
            "FETCH" => Alone(word, rest, new Fetch()),
            "LOOKUP" => Named("LOOKUP", rest, name => new Lookup(name)),
            "ACCEPT" => Named("ACCEPT", rest, name => new Accept(name)),
            "SEND" => ParseSend(rest),
            "SAVE" => ParseSave(rest.Trim()),
            _ => new Wrong($"there is no command '{Presentation.SafeText.Short(word, 40)}'", "HELP lists the commands"),
        };
    }

    private static ShellLine Alone(string word, string rest, ShellLine line) =>
        string.IsNullOrWhiteSpace(rest)
            ? line
            : new Wrong($"{word.ToUpperInvariant()} takes nothing after it", $"type {word.ToUpperInvariant()} alone");

    private static ShellLine Named(string word, string rest, Func<Username, ShellLine> make)
    {
        var name = rest.Trim();
        if (name.Length == 0)
        {
            return new Wrong($"{word} needs a username", $"{word} <username>");
        }

        return Username.TryParse(name, out var username) ? make(username) : BadName(name);
    }

    private static ShellLine ParseSend(string rest)
    {
        var (name, text) = SplitWord(rest.TrimStart());
        if (name.Length == 0)
        {
            return new Wrong("SEND needs a username and a message", "SEND <username> <message>");
        }

        if (!Username.TryParse(name, out var username))
        {
            return BadName(name);
        }

        return string.IsNullOrWhiteSpace(text)
            ? new Wrong("SEND needs a message after the username", "SEND <username> <message>")
            : new Send(username, text);
    }

    private static ShellLine ParseSave(string rest)
    {
        var (number, folder) = SplitWord(rest);
        if (number.Length == 0)
        {
            return new Files();
        }

        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? new Save(value, folder.Trim() is { Length: > 0 } path ? path : null)
            : new Wrong($"'{Presentation.SafeText.Short(number, 40)}' is not the number of a file", "SAVE alone lists them");
    }

    private static Wrong BadName(string name) => new(
        $"'{Presentation.SafeText.Short(name, 40)}' is not a username",
        $"a username is {Username.LengthMin} to {Username.LengthMax} of A-Z a-z 0-9 _ . -");

    /// <summary>Takes the first word and exactly one space after it, so that what follows keeps its own spaces.</summary>
    private static (string Word, string Remainder) SplitWord(string text)
    {
        var end = text.AsSpan().IndexOfAny(' ', '\t');
        return end < 0 ? (text, "") : (text[..end], text[(end + 1)..]);
    }
}
