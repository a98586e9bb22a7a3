using Sdtp.Protocol.Messages;

namespace Sdtp.Client.Wire;

/// <summary>The way from a wire problem to the exception that carries it.</summary>
internal static class Problems
{
    internal static RelayException ToException(this Problem problem) =>
        new(problem.Code, problem.Detail, TimeSpan.FromMilliseconds(problem.RetryAfterMs));
}
