namespace Sdtp.Gateway.Observability;

/// <summary>One thing without which a process cannot serve its clients.</summary>
public interface IReadinessCheck
{
    /// <summary>What is looked at, such as <c>storage</c>.</summary>
    string Subject { get; }

    /// <summary>Looks.</summary>
    /// <param name="cancellationToken">Gives the look up after its time is over; that counts as a fault.</param>
    /// <returns>Null when all is well, else what is wrong, in words for an operator.</returns>
    Task<string?> FindFaultAsync(CancellationToken cancellationToken);
}
