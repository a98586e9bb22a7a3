using System.Drawing;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.Views;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.Testing;
using Terminal.Gui.Time;
using Xunit;

namespace Sdtp.Tui.Tests.Scripted;

/// <summary>A screen of the program as the ANSI driver draws it, without a terminal and in virtual time.</summary>
internal sealed class HeadlessScreen : IDisposable
{
    private readonly VirtualTimeProvider _time = new();
    private readonly SynchronizationContext? _before = SynchronizationContext.Current;
    private readonly IApplication _app;
    private readonly Canvas _canvas;

    internal HeadlessScreen(Canvas canvas, int columns, int rows)
    {
        _canvas = canvas;
        _app = Application.Create(_time);
        _app.Init(DriverRegistry.Names.ANSI);
        _app.Driver!.SetScreenSize(columns, rows);
        _app.Begin(canvas);

        // Begin without Run leaves a context behind on which nothing would ever run.
        SynchronizationContext.SetSynchronizationContext(_before);
        Draw();
    }

    /// <summary>The sizes that every screen and dialog must be right at.</summary>
    public static TheoryData<int, int> Sizes => new() { { 120, 40 }, { 80, 24 }, { 40, 12 } };

    /// <summary>Where the text cursor stands; null when it is hidden.</summary>
    internal Point? Cursor => _canvas.Cursor.Position;

    /// <summary>Draws, and checks what must hold for anything that is drawn.</summary>
    internal string[] Draw()
    {
        _app.LayoutAndDraw(true);
        var lines = Shown();
        Assert.Equal(_app.Driver!.Rows, lines.Length);
        Assert.All(lines, line => Assert.Equal(_app.Driver.Cols, TextWidth.Of(line)));
        Assert.DoesNotContain(string.Concat(lines), char.IsControl);
        return lines;
    }

    /// <summary>What stands on the screen now, without drawing it anew.</summary>
    internal string[] Shown() => [.. _app.Driver!.ToString()!.TrimEnd('\n').Split('\n').Select(line => line.TrimEnd('\r'))];

    /// <summary>The content of the box that lies over the screen: its border must be whole and in view.</summary>
    internal string[] Box(string title)
    {
        var lines = Draw();
        var top = Array.FindIndex(lines, line => line.Contains($"\u250C\u2500 {title} \u2500", StringComparison.Ordinal));
        Assert.True(top >= 0, $"No box is titled '{title}':\n{string.Join('\n', lines)}");
        var left = Cells(lines[top]).IndexOf("\u250C");
        var right = Cells(lines[top]).IndexOf("\u2510");
        var bottom = Array.FindIndex(lines, top, line => Cells(line)[left] == "\u2514" && Cells(line)[right] == "\u2518");
        Assert.True(bottom > top, $"The box does not end on the screen:\n{string.Join('\n', lines)}");
        return
        [
            .. lines[(top + 1)..bottom].Select(line =>
            {
                Assert.Equal(("\u2502", "\u2502"), (Cells(line)[left], Cells(line)[right]));
                return string.Concat(Cells(line)[(left + 2)..(right - 1)]).TrimEnd();
            }),
        ];
    }

    internal void Press(params Key[] keys)
    {
        foreach (var key in keys)
        {
            _app.InjectKey(key);
        }
    }

    internal void Type(string text)
    {
        foreach (var letter in text)
        {
            Press(new Key(letter));
        }
    }

    /// <summary>A paste as a terminal brackets it.</summary>
    internal void Paste(string text) => _app.RaisePasteEvent(text);

    internal void Resize(int columns, int rows) => _app.Driver!.SetScreenSize(columns, rows);

    /// <summary>Lets time pass for the timers of the screen.</summary>
    internal void Advance(TimeSpan time)
    {
        _time.Advance(time);
        _app.TimedEvents!.RunTimers();
    }

    public void Dispose()
    {
        _canvas.Dispose();
        _app.Dispose();
        SynchronizationContext.SetSynchronizationContext(_before);
    }

    /// <summary>What stands in each column; the second one of a wide character holds nothing.</summary>
    private static List<string> Cells(string line)
    {
        var cells = new List<string>();
        foreach (var character in TextWidth.Characters(line))
        {
            cells.Add(character);
            cells.AddRange(Enumerable.Repeat("", Math.Max(0, TextWidth.Of(character) - 1)));
        }

        return cells;
    }
}
