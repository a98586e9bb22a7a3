using Sdtp.Tui.Commands;

namespace Sdtp.Tui.Presentation;

/// <summary>What went wrong, and what the person can do about it.</summary>
/// <param name="Code">The exit code of a program that ends with this failure.</param>
/// <param name="What">What happened, in one line, without a full stop.</param>
/// <param name="Hint">What to do next; null when there is nothing to do.</param>
internal sealed record Failure(ExitCode Code, string What, string? Hint = null)
{
    internal void WriteTo(TextWriter error)
    {
        error.WriteLine($"sdtp: {What}");
        if (Hint is not null)
        {
            error.WriteLine($"hint: {Hint}");
        }
    }
}

/// <summary>Ends the running command with a failure that is told to the person; the one exception of this program's own.</summary>
internal sealed class CommandFailedException(Failure failure) : Exception(failure.What)
{
    internal Failure Failure { get; } = failure;
}
