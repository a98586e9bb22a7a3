using System.Net;

namespace Sdtp.Gateway.Observability;

/// <summary>An address for the operator cannot be listened on. The message is one line that says what to do.</summary>
/// <param name="address">The address.</param>
/// <param name="purpose">What it is for.</param>
/// <param name="flag">The option that names it.</param>
/// <param name="inner">What was thrown.</param>
public sealed class OperatorEndpointException(IPEndPoint address, string purpose, string flag, Exception inner)
    : Exception($"{address} cannot be listened on for {purpose}: {inner.Message} Choose another address with {flag}.", inner);
