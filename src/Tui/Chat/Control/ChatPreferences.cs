using Sdtp.Tui.Chat.Presentation;

namespace Sdtp.Tui.Chat.Control;

/// <summary>What the person has chosen about the screen; outlives a lock.</summary>
internal sealed class ChatPreferences
{
    internal KeyMap Keys { get; } = new();

    /// <summary>The theme; null for the one that the environment asks for.</summary>
    internal string? Theme { get; set; }
}
