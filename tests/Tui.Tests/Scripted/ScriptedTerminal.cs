using System.Text;
using Sdtp.Tui.Prompts;

namespace Sdtp.Tui.Tests.Scripted;

/// <summary>A person who types prepared lines. What is shown and what is typed stand in <see cref="Screen"/> in order.</summary>
internal sealed class ScriptedTerminal(params string[] lines) : ITerminal
{
    private readonly Queue<string> _lines = new(lines);
    private readonly StringBuilder _screen = new();
    private readonly StringBuilder _error = new();

    internal Queue<string?> Secrets { get; } = new();

    internal string Piped { get; init; } = "";

    internal string Screen => _screen.ToString();

    internal string Errors => _error.ToString();

    /// <summary>Runs before each line is read.</summary>
    internal Func<Task>? BeforeLine { get; set; }

    internal Action<string>? Notified { get; init; }

    public bool IsInteractive { get; init; } = true;

    public bool CanShowScreens => false;

    public int? Columns { get; init; }

    public TextWriter Out => new StringWriter(_screen) { NewLine = "\n" };

    public TextWriter Error => new StringWriter(_error) { NewLine = "\n" };

    public async Task<string?> ReadLineAsync(string prompt, CancellationToken cancellationToken)
    {
        if (BeforeLine is not null)
        {
            await BeforeLine();
        }

        cancellationToken.ThrowIfCancellationRequested();
        _screen.Append(prompt);
        if (!_lines.TryDequeue(out var line))
        {
            return null;
        }

        _screen.Append(line).Append('\n');
        return line;
    }

    public Task<string?> ReadSecretAsync(string prompt, CancellationToken cancellationToken)
    {
        _error.Append(prompt).Append('\n');
        return Task.FromResult(Secrets.Dequeue());
    }

    public Task<string> ReadToEndAsync(CancellationToken cancellationToken) => Task.FromResult(Piped);

    public void Notify(string line)
    {
        _screen.Append(line).Append('\n');
        Notified?.Invoke(line);
    }
}
