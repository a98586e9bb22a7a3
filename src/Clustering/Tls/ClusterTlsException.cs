namespace Sdtp.Clustering.Tls;

/// <summary>The cluster's certificates cannot be used or made. The message is one line for an operator.</summary>
public sealed class ClusterTlsException : Exception
{
    /// <summary>Says what is wrong with which file and what to do.</summary>
    /// <param name="message">One line.</param>
    /// <param name="inner">What the runtime said, if anything.</param>
    public ClusterTlsException(string message, Exception? inner = null)
        : base(message.ReplaceLineEndings(" "), inner)
    {
    }
}
