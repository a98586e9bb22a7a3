using Sdtp.Tui.Chat.Presentation;
using Terminal.Gui.Drawing;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace Sdtp.Tui.Chat.Views;

/// <summary>What each tone looks like.</summary>
internal sealed class Theme
{
    private readonly Dictionary<Tone, Attribute> _attributes;

    private Theme(Dictionary<Tone, Attribute> attributes) => _attributes = attributes;

    /// <summary>Says by style alone what the others say by colour.</summary>
    internal static Theme None { get; } = new(new()
    {
        [Tone.Normal] = Plain(TextStyle.None),
        [Tone.Faint] = Plain(TextStyle.None),
        [Tone.Title] = Plain(TextStyle.Bold),
        [Tone.Own] = Plain(TextStyle.Bold),
        [Tone.Theirs] = Plain(TextStyle.Underline),
        [Tone.Selected] = Plain(TextStyle.Reverse | TextStyle.Bold),
        [Tone.SelectedFaint] = Plain(TextStyle.Reverse),
        [Tone.Unread] = Plain(TextStyle.Bold | TextStyle.Reverse),
        [Tone.NewLine] = Plain(TextStyle.Bold),
        [Tone.Good] = Plain(TextStyle.None),
        [Tone.Warning] = Plain(TextStyle.Bold),
        [Tone.Error] = Plain(TextStyle.Bold | TextStyle.Underline),
        [Tone.Bar] = Plain(TextStyle.Reverse),
        [Tone.BarGood] = Plain(TextStyle.Reverse),
        [Tone.BarWarning] = Plain(TextStyle.Reverse | TextStyle.Bold),
        [Tone.Frame] = Plain(TextStyle.None),
        [Tone.Field] = Plain(TextStyle.Underline),
        [Tone.Match] = Plain(TextStyle.Reverse),
        [Tone.Code] = Plain(TextStyle.None),
    });

    internal static Theme Dark { get; } = Coloured(new Palette(
        Back: new Color(16, 20, 24),
        Fore: new Color(216, 220, 224),
        Faint: new Color(128, 138, 148),
        Raised: new Color(38, 48, 60),
        Bar: new Color(30, 38, 48),
        Blue: new Color(110, 180, 250),
        Green: new Color(120, 205, 130),
        Yellow: new Color(235, 195, 100),
        Red: new Color(250, 120, 110)));

    internal static Theme Light { get; } = Coloured(new Palette(
        Back: new Color(252, 252, 250),
        Fore: new Color(30, 34, 40),
        Faint: new Color(104, 112, 122),
        Raised: new Color(216, 228, 242),
        Bar: new Color(228, 231, 235),
        Blue: new Color(0, 84, 170),
        Green: new Color(20, 110, 40),
        Yellow: new Color(140, 86, 0),
        Red: new Color(180, 20, 20)));

    internal static Theme Contrast { get; } = Coloured(new Palette(
        Back: new Color(0, 0, 0),
        Fore: new Color(255, 255, 255),
        Faint: new Color(225, 225, 225),
        Raised: new Color(0, 0, 190),
        Bar: new Color(60, 60, 60),
        Blue: new Color(120, 220, 255),
        Green: new Color(90, 255, 90),
        Yellow: new Color(255, 255, 0),
        Red: new Color(255, 150, 150)));

    internal Attribute this[Tone tone] => _attributes[tone];

    /// <summary>
    /// A theme by the name that a person types; the dark one for any other, no colours where the environment forbids them.
    /// </summary>
    internal static Theme Named(string? name, bool isColourForbidden) => name switch
    {
        "light" => Light,
        "contrast" => Contrast,
        "none" => None,
        "dark" => Dark,
        _ => isColourForbidden ? None : Dark,
    };

    /// <summary>Whether the environment asks for no colours: https://no-color.org.</summary>
    internal static bool IsColourForbidden() =>
        Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } || Environment.GetEnvironmentVariable("TERM") is "dumb";

    private static Attribute Plain(TextStyle style) => new(Color.None, Color.None, style);

    private static Theme Coloured(Palette p) => new(new()
    {
        [Tone.Normal] = new(p.Fore, p.Back),
        [Tone.Faint] = new(p.Faint, p.Back),
        [Tone.Title] = new(p.Fore, p.Back, TextStyle.Bold),
        [Tone.Own] = new(p.Green, p.Back, TextStyle.Bold),
        [Tone.Theirs] = new(p.Blue, p.Back, TextStyle.Bold),
        [Tone.Selected] = new(p.Fore, p.Raised, TextStyle.Bold),
        [Tone.SelectedFaint] = new(p.Fore, p.Raised),
        [Tone.Unread] = new(p.Back, p.Blue, TextStyle.Bold),
        [Tone.NewLine] = new(p.Blue, p.Back, TextStyle.Bold),
        [Tone.Good] = new(p.Green, p.Back),
        [Tone.Warning] = new(p.Yellow, p.Back),
        [Tone.Error] = new(p.Red, p.Back),
        [Tone.Bar] = new(p.Fore, p.Bar),
        [Tone.BarGood] = new(p.Green, p.Bar),
        [Tone.BarWarning] = new(p.Yellow, p.Bar),
        [Tone.Frame] = new(p.Faint, p.Back),
        [Tone.Field] = new(p.Fore, p.Raised),
        [Tone.Match] = new(p.Back, p.Yellow),
        [Tone.Code] = new(new Color(0, 0, 0), new Color(255, 255, 255)),
    });

    private sealed record Palette(
        Color Back, Color Fore, Color Faint, Color Raised, Color Bar, Color Blue, Color Green, Color Yellow, Color Red);
}
