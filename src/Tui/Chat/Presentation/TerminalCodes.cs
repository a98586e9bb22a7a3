using System.Text;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Chat.Presentation;

/// <summary>What is said to the terminal itself and not drawn. No text of a peer gets in unchanged.</summary>
internal static class TerminalCodes
{
    private const int NameMax = 40;
    private const string Escape = "\u001B";
    private const string End = Escape + "\\";

    /// <summary>
    /// BEL, and the notifications of iTerm2, WezTerm, Windows Terminal and others (OSC 9) and of urxvt, foot, Ghostty and others (OSC
    /// 777); a terminal passes over the one it does not know. It says who, never what.
    /// </summary>
    internal static string Notification(string name)
    {
        // A semicolon would begin the next parameter.
        var who = SafeText.Short(name, NameMax).Replace(';', ',');
        return $"\a{Escape}]9;SDTP: new message from {who}{End}{Escape}]777;notify;SDTP;new message from {who}{End}";
    }

    /// <summary>Puts a text into the clipboard of the terminal's own machine (OSC 52), over SSH too.</summary>
    internal static string Clipboard(string text) => $"{Escape}]52;c;{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}{End}";
}
