using System.Reflection;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;

namespace Sdtp.Tui.Chat.Terminals;

/// <summary>Takes the terminal over; disposing the result gives it back.</summary>
internal static class TerminalStart
{
    internal static OpenTerminal Open()
    {
        var app = Application.Create();
        if (OperatingSystem.IsWindows() || Console.IsInputRedirected)
        {
            return OpenTerminal.Polling(app.Init());
        }

        var keys = new PromptKeys();
        return TryReadFrom(app, keys) ? OpenTerminal.Prompt(app.Init(), keys) : OpenTerminal.Polling(app.Init());
    }

    /// <summary>
    /// The library takes another source of keys in a constructor that is not public, so the field behind it is set: docs/adr/0021. False
    /// where a later version has no such field; keys are then read by the library, and come later.
    /// </summary>
    internal static bool TryReadFrom(IApplication app, AnsiInput input)
    {
        var field = app.GetType().GetField("_componentFactory", BindingFlags.Instance | BindingFlags.NonPublic);
        if (field is null || !field.FieldType.IsAssignableFrom(typeof(AnsiComponentFactory)))
        {
            return false;
        }

        field.SetValue(app, new AnsiComponentFactory(input, new WholeFrames()));
        return true;
    }
}
