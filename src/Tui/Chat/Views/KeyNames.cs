using Sdtp.Tui.Chat.Presentation;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;

namespace Sdtp.Tui.Chat.Views;

/// <summary>The driver's keys as the key map names them.</summary>
internal static class KeyNames
{
    internal static Stroke Of(Key key)
    {
        var text = key is { IsCtrl: false, IsAlt: false } ? Printable(key) : "";
        var bare = key.KeyCode & ~(KeyCode.CtrlMask | KeyCode.AltMask | KeyCode.ShiftMask);
        var name = bare switch
        {
            KeyCode.CursorUp => "Up",
            KeyCode.CursorDown => "Down",
            KeyCode.CursorLeft => "Left",
            KeyCode.CursorRight => "Right",
            KeyCode.Enter => "Enter",
            KeyCode.Esc => "Esc",
            KeyCode.Backspace => "Backspace",
            KeyCode.Delete => "Delete",
            KeyCode.Home => "Home",
            KeyCode.End => "End",
            KeyCode.PageUp => "PageUp",
            KeyCode.PageDown => "PageDown",
            KeyCode.Tab => "Tab",
            >= KeyCode.F1 and <= KeyCode.F12 => string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"F{bare - KeyCode.F1 + 1}"),
            _ => null,
        };
        if (bare == KeyCode.M && key is { IsCtrl: true, IsAlt: true })
        {
            // Alt-Enter arrives as escape and carriage return, which the driver reads as Ctrl-Alt-M.
            return new Stroke("Alt-Enter");
        }

        if (name is null)
        {
            return text.Length > 0 ? Stroke.Typed(text) : new Stroke(Modified(key, Letter(bare), withShift: false));
        }

        return new Stroke(Modified(key, name, withShift: true));
    }

    private static string Modified(Key key, string name, bool withShift) =>
        (key.IsCtrl ? "Ctrl-" : "") + (key.IsAlt ? "Alt-" : "") + (withShift && key.IsShift ? "Shift-" : "") + name;

    private static string Letter(KeyCode bare) =>
        (uint)bare is > 0x20 and < 0x11_0000 and not (>= 0xD800 and <= 0xDFFF) ? char.ConvertFromUtf32((int)bare).ToUpperInvariant() : "?";

    private static string Printable(Key key)
    {
        var text = key.GetPrintableText();
        return string.IsNullOrEmpty(text) || char.IsControl(text[0]) ? "" : text;
    }
}
