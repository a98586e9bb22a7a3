using Microsoft.Extensions.Logging;

namespace Sdtp.Gateway.Sending;

internal sealed partial class SendLanes
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Storing {Count} message(s) failed; the sender is told to try again.")]
    private partial void LogAppendFailed(Exception exception, int count);
}
