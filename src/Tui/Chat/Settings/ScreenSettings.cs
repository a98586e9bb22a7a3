namespace Sdtp.Tui.Chat.Settings;

/// <summary>What a person can choose about the screen; null for what was never chosen.</summary>
/// <param name="Theme">One of <see cref="Themes"/>.</param>
/// <param name="Keys">One of <see cref="KeyProfiles"/>.</param>
internal sealed record ScreenSettings(string? Theme, string? Keys)
{
    internal const string Vim = "vim";
    private const string Standard = "standard";

    /// <summary>The names of the themes, as a person types them.</summary>
    internal static readonly IReadOnlyList<string> Themes = ["dark", "light", "contrast", "none"];

    internal static readonly IReadOnlyList<string> KeyProfiles = [Standard, Vim];

    internal static ScreenSettings Unchosen { get; } = new(null, null);

    /// <summary>The theme that a word means; null for none.</summary>
    internal static string? ThemeOf(string? word) => word?.ToUpperInvariant() switch
    {
        "DARK" => "dark",
        "LIGHT" => "light",
        "CONTRAST" or "HIGH-CONTRAST" => "contrast",
        "NONE" or "NO-COLOUR" or "NO-COLOR" => "none",
        _ => null,
    };

    /// <summary>The key profile that a word means; null for none.</summary>
    internal static string? KeysOf(string? word) => word?.ToUpperInvariant() switch
    {
        "STANDARD" => Standard,
        "VIM" => Vim,
        _ => null,
    };
}
