namespace Sdtp.Gateway.Configuration;

/// <summary>A program of the relay cannot start, for a reason an operator can mend. The message is one line that says what to do.</summary>
public sealed class StartException : Exception
{
    /// <summary>Says what is wrong.</summary>
    /// <param name="message">One line.</param>
    /// <param name="isBadOption">Whether an option is to blame, which has an exit code of its own.</param>
    /// <param name="inner">What was thrown, if anything.</param>
    public StartException(string message, bool isBadOption = false, Exception? inner = null)
        : base(message.ReplaceLineEndings(" "), inner) => IsBadOption = isBadOption;

    /// <summary>Whether an option is to blame.</summary>
    public bool IsBadOption { get; }
}
