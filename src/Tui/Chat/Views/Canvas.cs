using System.Drawing;
using Sdtp.Tui.Chat.Presentation;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Sdtp.Tui.Chat.Views;

/// <summary>A whole screen made of styled lines, and a cursor. The driver sends only the cells that changed.</summary>
internal abstract class Canvas : Runnable
{
    /// <summary>The application whose pastes come here, while this runs.</summary>
    private IApplication? _pasting;

    private protected Canvas()
    {
        Width = Dim.Fill();
        Height = Dim.Fill();
        CanFocus = true;

        // Every key and click is ours: the usual bindings would take Enter, Space and Esc away.
        KeyBindings.Clear();
        MouseBindings.Clear();
    }

    private protected abstract Theme Theme { get; }

    /// <summary>Everything to draw, in order, and where the cursor is; null for none.</summary>
    private protected abstract (IReadOnlyList<PlacedLine> Lines, (int Column, int Row)? Cursor) Compose(int columns, int rows);

    /// <summary>Takes what was pasted, with whatever is in it.</summary>
    private protected abstract void TakePaste(string text);

    protected override void OnIsRunningChanged(bool newIsRunning)
    {
        base.OnIsRunningChanged(newIsRunning);
        if (_pasting is { } before)
        {
            before.Paste -= OnPasted;
        }

        // Not by OnPaste: it is never called here, where no view inside this one has the focus.
        _pasting = newIsRunning ? App : null;
        if (_pasting is { } now)
        {
            now.Paste += OnPasted;
        }
    }

    protected override bool OnClearingViewport()
    {
        SetAttribute(Theme[Tone.Normal]);
        var blank = new string(' ', Viewport.Width);
        for (var row = 0; row < Viewport.Height; row++)
        {
            AddStr(0, row, blank);
        }

        return true;
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        var (lines, cursor) = Compose(Viewport.Width, Viewport.Height);
        foreach (var (column, row, line) in lines)
        {
            Draw(column, row, line);
        }

        Cursor = new Cursor
        {
            Position = cursor is { } at ? new Point(at.Column, at.Row) : null,
            Style = CursorStyle.SteadyBar,
        };
        return true;
    }

    private void OnPasted(object? sender, PasteEventArgs paste)
    {
        paste.Handled = true;
        TakePaste(paste.Text);
    }

    private void Draw(int column, int row, StyledLine line)
    {
        foreach (var span in line.Spans)
        {
            // Each span is put at its own column, so that a terminal that measures a character differently spoils one word at most.
            SetAttribute(Theme[span.Tone]);
            AddStr(column, row, span.Text);
            column += TextWidth.Of(span.Text);
        }
    }
}
