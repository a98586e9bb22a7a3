namespace Sdtp.Tui.Chat.Presentation;

/// <summary>One key as it was pressed.</summary>
/// <param name="Name">
/// The key as the key map names it: <c>Ctrl-K</c>, <c>Alt-Up</c>, <c>Enter</c>; the character itself for a plain one.
/// </param>
/// <param name="Text">What it types; empty for a key that types nothing.</param>
internal readonly record struct Stroke(string Name, string Text = "")
{
    internal static Stroke Typed(string text) => new(text, text);
}
