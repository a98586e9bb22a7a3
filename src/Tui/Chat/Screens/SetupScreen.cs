using Sdtp.Tui.Chat.Overlays;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.Setup;
using Sdtp.Tui.Chat.Views;
using Terminal.Gui.Input;

namespace Sdtp.Tui.Chat.Screens;

/// <summary>The dialogs before the chat, in the middle of an empty screen.</summary>
/// <param name="control">What it shows.</param>
/// <param name="theme">The theme; null for the one that the environment asks for.</param>
internal sealed class SetupScreen(SetupControl control, string? theme = null) : Canvas
{
    private readonly bool _isColourForbidden = Theme.IsColourForbidden();

    private protected override Theme Theme => Theme.Named(theme, _isColourForbidden);

    /// <summary>Takes in what has ended on another thread.</summary>
    internal void Refresh()
    {
        if (control.IsOver)
        {
            App?.RequestStop(this);
        }

        SetNeedsDraw();
    }

    private protected override (IReadOnlyList<PlacedLine> Lines, (int Column, int Row)? Cursor) Compose(int columns, int rows)
    {
        if (control.Overlay is not { } overlay)
        {
            return ([], null);
        }

        var frame = OverlayFrame.Of(overlay, columns, rows);
        return ([.. frame.Lines.Select((line, i) => new PlacedLine(frame.Left, frame.Top + i, line))], frame.Cursor);
    }

    protected override bool OnKeyDown(Key key)
    {
        if (!key.IsModifierOnly)
        {
            control.Press(KeyNames.Of(key));
            Refresh();
        }

        return true;
    }

    private protected override void TakePaste(string text)
    {
        control.Paste(text);
        Refresh();
    }
}
