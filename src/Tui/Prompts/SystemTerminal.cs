using Sdtp.Tui.Prompts.LineEditing;

namespace Sdtp.Tui.Prompts;

/// <summary>The real terminal, or the pipes in its place.</summary>
internal sealed class SystemTerminal : ITerminal
{
    private readonly TerminalLineEditor? _editor;
    private readonly ConsoleKeys _keys = new();

    internal SystemTerminal()
    {
        if (IsInteractive && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb")
        {
            _editor = new TerminalLineEditor(_keys, Console.Out);
        }
    }

    public bool IsInteractive => !Console.IsInputRedirected;

    public int? Columns => Console.IsOutputRedirected ? null : _keys.Columns;

    public bool CanShowScreens => IsInteractive && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    public TextWriter Out => Console.Out;

    public TextWriter Error => Console.Error;

    public Task<string?> ReadLineAsync(string prompt, CancellationToken cancellationToken)
    {
        if (_editor is not null)
        {
            return _editor.ReadLineAsync(prompt, cancellationToken);
        }

        Console.Out.Write(prompt);
        Console.Out.Flush();
        return Task.Run(ReadPipedLine, CancellationToken.None).WaitAsync(cancellationToken);
    }

    public Task<string?> ReadSecretAsync(string prompt, CancellationToken cancellationToken) =>
        new SecretReader(_keys, Console.Error).ReadAsync(prompt, cancellationToken);

    public Task<string> ReadToEndAsync(CancellationToken cancellationToken) =>
        Task.Run(() => BoundedReader.ReadToEnd(Console.In), CancellationToken.None).WaitAsync(cancellationToken);

    public void Notify(string line)
    {
        if (_editor is not null)
        {
            _editor.Notify(line);
        }
        else
        {
            Console.Error.WriteLine(line);
        }
    }

    private static string? ReadPipedLine()
    {
        var line = BoundedReader.ReadLine(Console.In);
        if (line is null)
        {
            // Nobody has typed the line break after the last prompt.
            Console.Out.WriteLine();
        }

        return line;
    }

    private sealed class ConsoleKeys : IKeySource
    {
        private const int ColumnsUnknown = 80;

        public int Columns => Console.WindowWidth > 0 ? Console.WindowWidth : ColumnsUnknown;

        public bool HasMore => Console.KeyAvailable;

        public ConsoleKeyInfo Read() => Console.ReadKey(intercept: true);

        public void HoldInterrupts(bool hold) => Console.TreatControlCAsInput = hold;
    }
}
