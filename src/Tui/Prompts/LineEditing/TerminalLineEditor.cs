using System.Globalization;

namespace Sdtp.Tui.Prompts.LineEditing;

/// <summary>Keys as they are pressed.</summary>
internal interface IKeySource
{
    /// <summary>Columns of the terminal now.</summary>
    int Columns { get; }

    /// <summary>Whether the next key is already there, as when text is pasted.</summary>
    bool HasMore { get; }

    /// <summary>Waits for a key without showing it. Ctrl-C is a key like any other. Blocks its thread.</summary>
    ConsoleKeyInfo Read();

    /// <summary>Makes Ctrl-C a key (true) or a signal again (false).</summary>
    void HoldInterrupts(bool hold);
}

/// <summary>A one-row line editor with history. Drawing and notices from other threads take turns.</summary>
internal sealed class TerminalLineEditor(IKeySource keys, TextWriter output)
{
    private const int ColumnsMin = 8;

    private readonly Lock _drawing = new();
    private readonly LineHistory _history = new();
    private LineBuffer? _typing;
    private string _prompt = "";

    internal async Task<string?> ReadLineAsync(string prompt, CancellationToken cancellationToken)
    {
        // A key read cannot be cancelled: on cancellation its thread is left behind, and the program is about to end.
        var reading = Task.Run(() => Read(prompt), CancellationToken.None);
        try
        {
            return await reading.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!reading.IsCompleted)
        {
            lock (_drawing)
            {
                _typing = null;
                output.WriteLine();
            }

            throw;
        }
    }

    /// <summary>Writes a line above the one being typed.</summary>
    internal void Notify(string line)
    {
        lock (_drawing)
        {
            if (_typing is null)
            {
                output.WriteLine(line);
                return;
            }

            output.Write($"\r\u001b[K{line}{Environment.NewLine}");
            Draw(_typing);
        }
    }

    private string? Read(string prompt)
    {
        var buffer = new LineBuffer();
        keys.HoldInterrupts(true);
        try
        {
            Begin(prompt, buffer);
            switch (Edit(buffer))
            {
                case LineOutcome.Submitted:
                    _history.Add(buffer.Text);
                    return buffer.Text;
                case LineOutcome.Ended:
                    return null;
                default:
                    throw new OperationCanceledException();
            }
        }
        finally
        {
            keys.HoldInterrupts(false);
        }
    }

    private LineOutcome Edit(LineBuffer buffer)
    {
        var press = new LineKeys(buffer, _history);
        while (true)
        {
            var outcome = press.Press(keys.Read());
            if (outcome == LineOutcome.Continue && keys.HasMore)
            {
                continue; // A paste is drawn once, at its end.
            }

            lock (_drawing)
            {
                if (outcome != LineOutcome.Continue)
                {
                    _typing = null;
                    Leave(buffer);
                    return outcome;
                }

                Draw(buffer);
            }
        }
    }

    /// <summary>Leaves the whole line standing, also where only a part of it fitted.</summary>
    private void Leave(LineBuffer buffer) =>
        output.WriteLine($"\r{_prompt}{Presentation.SafeText.Line(buffer.Text)}\u001b[K");

    private void Begin(string prompt, LineBuffer buffer)
    {
        lock (_drawing)
        {
            _prompt = prompt;
            _typing = buffer;
            Draw(buffer);
        }
    }

    private void Draw(LineBuffer buffer)
    {
        var columns = Math.Max(ColumnsMin, keys.Columns - _prompt.Length);
        var view = LineView.Of(buffer.Text, buffer.Cursor, columns);
        var column = _prompt.Length + view.CursorColumn + 1;
        output.Write(string.Create(CultureInfo.InvariantCulture, $"\r{_prompt}{view.Shown}\u001b[K\u001b[{column}G"));
        output.Flush();
    }
}
