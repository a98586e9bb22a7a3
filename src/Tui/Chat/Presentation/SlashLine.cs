namespace Sdtp.Tui.Chat.Presentation;

/// <summary>A slash command with what it takes.</summary>
/// <param name="Name">The word behind the slash.</param>
/// <param name="Arguments">What follows, as help shows it.</param>
/// <param name="Help">What it does.</param>
/// <param name="Takes">What can be completed, argument by argument.</param>
internal sealed record SlashCommand(string Name, string Arguments, string Help, params ArgumentKind[] Takes);

/// <summary>What an argument of a command is, where Tab knows some.</summary>
internal enum ArgumentKind
{
    Person,

    Theme,

    Keys,

    OnOrOff,

    All,
}

/// <summary>What a line of the compose box is: text to send, or a command.</summary>
internal abstract record SlashLine
{
    /// <summary>All commands, in the order in which help lists them.</summary>
    internal static readonly IReadOnlyList<SlashCommand> Commands =
    [
        new("chat", "NAME", "open a chat with somebody", ArgumentKind.Person),
        new("lookup", "NAME", "who somebody is: key, userID, safety number", ArgumentKind.Person),
        new("send", "NAME TEXT", "send a message without changing the chat", ArgumentKind.Person),
        new("fetch", "", "take over receiving and bring what waits"),
        new("accept", "[NAME]", "accept a changed key", ArgumentKind.Person),
        new("verify", "[NAME]", "compare the safety number", ArgumentKind.Person),
        new("file", "[PATH]", "send a file of up to 10 MiB"),
        new("save", "", "save a file that waits here; or click on it"),
        new("cancel", "", "stop sending or receiving a file; or click"),
        new("downloads", "[FOLDER]", "where files are saved; a folder changes it"),
        new("search", "TEXT", "search in this chat; n and N go on"),
        new("searchall", "TEXT", "search in all chats"),
        new("mute", "", "no sound from this chat, or sound again"),
        new("receipts", "on|off [all]", "tell them, or all, what has arrived and is read", ArgumentKind.OnOrOff, ArgumentKind.All),
        new("copy", "", "copy the newest message; drag the mouse for others"),
        new("export", "FILE", "write this chat to .txt, .md or .json"),
        new("delete", "", "delete this chat from this machine"),
        new("theme", "NAME", "dark, light, contrast or none", ArgumentKind.Theme),
        new("keys", "NAME", "standard or vim", ArgumentKind.Keys),
        new("lock", "", "lock the screen"),
        new("help", "", "the keys and commands"),
        new("exit", "", "leave"),
    ];

    /// <summary>Reads what was typed. Two slashes at the start send a text that begins with one.</summary>
    internal static SlashLine Parse(string typed)
    {
        if (!typed.StartsWith('/') || typed.Contains('\n', StringComparison.Ordinal))
        {
            return new Text(typed);
        }

        if (typed.StartsWith("//", StringComparison.Ordinal))
        {
            return new Text(typed[1..]);
        }

        var parts = typed[1..].Split(' ', 2, StringSplitOptions.TrimEntries);
        var known = Find(parts[0]);
        return known is null ? new Unknown(parts[0]) : new Command(known, parts.Length > 1 ? parts[1] : "");
    }

    internal static SlashCommand? Find(string name) =>
        Commands.FirstOrDefault(command => string.Equals(command.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The command that was meant most likely: the letters of one are all in the other, in their order.</summary>
    internal static SlashCommand? Like(string name) => Commands
        .Select(command => (Command: command, Score: FuzzyMatch.Score(name, command.Name) ?? FuzzyMatch.Score(command.Name, name)))
        .Where(scored => scored.Score is not null && name.Length > 1)
        .OrderByDescending(scored => scored.Score)
        .Select(scored => scored.Command)
        .FirstOrDefault();

    internal sealed record Text(string Value) : SlashLine;

    internal sealed record Command(SlashCommand Known, string Argument) : SlashLine;

    internal sealed record Unknown(string Name) : SlashLine;
}
