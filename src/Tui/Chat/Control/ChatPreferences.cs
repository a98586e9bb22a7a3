using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.Settings;

namespace Sdtp.Tui.Chat.Control;

/// <summary>How the screen looks and listens; outlives a lock.</summary>
internal sealed class ChatPreferences
{
    private ScreenSettings _kept = ScreenSettings.Unchosen;

    internal KeyMap Keys { get; } = new();

    /// <summary>The theme; null for the one that the environment asks for.</summary>
    internal string? Theme { get; private set; }

    /// <summary>
    /// The person has chosen, and this is what to keep. What was given on the command line is not in it. Handlers must not wait.
    /// </summary>
    internal event Action<ScreenSettings>? Chosen;

    /// <summary>
    /// What a program starts with: the command line has the first word, then an environment that wants no colours, then what was kept.
    /// </summary>
    /// <param name="given">From the command line.</param>
    /// <param name="kept">From the last time.</param>
    /// <param name="isColourForbidden">Whether the environment wants no colours.</param>
    internal static ChatPreferences Starting(ScreenSettings given, ScreenSettings kept, bool isColourForbidden) => new()
    {
        _kept = kept,
        Theme = given.Theme ?? (isColourForbidden ? null : kept.Theme),
        Keys = { IsVim = (given.Keys ?? kept.Keys) == ScreenSettings.Vim },
    };

    internal void ChooseTheme(string theme)
    {
        Theme = theme;
        Keep(_kept with { Theme = theme });
    }

    internal void ChooseKeys(string keys)
    {
        Keys.IsVim = keys == ScreenSettings.Vim;
        Keys.IsCommandMode = false;
        Keep(_kept with { Keys = keys });
    }

    private void Keep(ScreenSettings settings)
    {
        _kept = settings;
        Chosen?.Invoke(settings);
    }
}
