namespace Sdtp.Clustering.Identity;

/// <summary>The relay's certificate cannot be used. The message is one line for an operator; nothing was written or replaced.</summary>
public sealed class TlsIdentityException : Exception
{
    /// <summary>Says what is wrong with which file and what to do.</summary>
    /// <param name="message">One line.</param>
    public TlsIdentityException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong with which file and what to do.</summary>
    /// <param name="message">One line.</param>
    /// <param name="inner">What the runtime said.</param>
    public TlsIdentityException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
