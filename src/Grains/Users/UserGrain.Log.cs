using Microsoft.Extensions.Logging;

namespace Sdtp.Grains.Users;

/// <content>
/// Storage failures are warnings: the next activation reads what is true. A take-over is how two activations of one grain end, and is
/// expected.
/// </content>
internal sealed partial class UserGrain
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The profile of {UserId} could not be written; its next activation reads again.")]
    private partial void LogProfileWriteFailed(string userId, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mailbox of {UserId} failed; its next activation reopens the log.")]
    private partial void LogMailboxFailed(string userId, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "The mailbox of {UserId} was opened elsewhere; this activation gives way.")]
    private partial void LogMailboxTakenOver(string userId);
}
