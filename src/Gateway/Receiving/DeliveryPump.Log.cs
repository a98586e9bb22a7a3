using Microsoft.Extensions.Logging;

namespace Sdtp.Gateway.Receiving;

internal sealed partial class DeliveryPump
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Reading a mailbox for its subscriber failed; it is tried again.")]
    private partial void LogReadFailed(Exception exception);
}
