using Sdtp.Protocol;
using Sdtp.Protocol.Messages;

namespace Sdtp.Gateway.Sessions;

/// <summary>What HELLO is answered with.</summary>
internal static class HelloReplies
{
    internal static HelloReply Of(GatewayScope gateway)
    {
        var options = gateway.Options;
        var limits = new Dictionary<RelayLimit, ulong>(gateway.Identity.Limits)
        {
            [RelayLimit.IdleSeconds] = (ulong)options.IdleTimeout.TotalSeconds,
            [RelayLimit.PipelinedRequests] = (ulong)options.PendingRequestsMax,
            [RelayLimit.LookupsPerMinute] = (ulong)options.LookupsPerMinute,
            [RelayLimit.DeliveryWindow] = (ulong)options.DeliveryWindowMax,
        };
        var now = (ulong)gateway.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        return new HelloReply(ProtocolLimits.Version, Features: 0, gateway.Identity.ServerId, now, limits);
    }
}
