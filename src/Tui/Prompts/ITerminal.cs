namespace Sdtp.Tui.Prompts;

/// <summary>The person's side of the program: where lines come from and where they go. Tests script it.</summary>
internal interface ITerminal
{
    /// <summary>Whether a person can be asked: standard input is a terminal.</summary>
    bool IsInteractive { get; }

    /// <summary>Columns of the terminal that shows <see cref="Out"/>; null when it is none, and lines are not to be folded.</summary>
    int? Columns { get; }

    /// <summary>Whether the full screen can be used: both ends are a terminal that can place its cursor.</summary>
    bool CanShowScreens { get; }

    TextWriter Out { get; }

    TextWriter Error { get; }

    /// <summary>Shows the prompt and reads one line; null at the end of the input (Ctrl-D).</summary>
    /// <exception cref="OperationCanceledException">Ctrl-C at an empty prompt, or the token.</exception>
    Task<string?> ReadLineAsync(string prompt, CancellationToken cancellationToken);

    /// <summary>Reads a line without showing it; null at the end of the input. Only where <see cref="IsInteractive"/>.</summary>
    /// <exception cref="OperationCanceledException">Ctrl-C, or the token.</exception>
    Task<string?> ReadSecretAsync(string prompt, CancellationToken cancellationToken);

    /// <summary>Everything on standard input, for a message that is piped in.</summary>
    Task<string> ReadToEndAsync(CancellationToken cancellationToken);

    /// <summary>Says something above the prompt while a line may be being typed.</summary>
    void Notify(string line);
}
