using System.Net;

namespace Sdtp.Gateway.Observability;

/// <summary>The address for health and metrics cannot be listened on. The message is one line that says what to do.</summary>
public sealed class OperatorEndpointException(IPEndPoint address, Exception inner)
    : Exception($"{address} cannot be listened on for health: {inner.Message} Choose another address with --health.", inner);
