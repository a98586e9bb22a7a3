using Terminal.Gui.App;

namespace Sdtp.Tui.Chat;

/// <summary>Takes the terminal over; disposing the application gives it back.</summary>
internal static class TerminalStart
{
    /// <summary>How often the loop looks for input: a key is drawn within 10 ms.</summary>
    private const ushort LoopsPerSecond = 120;

    internal static IApplication Open()
    {
        Application.MaximumIterationsPerSecond = LoopsPerSecond;
        return Application.Create().Init();
    }
}
