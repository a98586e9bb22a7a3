using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Sdtp.Clustering.Identity;
using Sdtp.Gateway.Configuration;
using Sdtp.Gateway.Observability;

namespace Sdtp.Gateway.Hosting;

/// <summary>Says in one line what an operator can do about a gateway that did not start.</summary>
internal static class GatewayStartFailures
{
    internal static StartException Explain(Exception failure, GatewayHostOptions options) => failure switch
    {
        StartException known => known,
        OptionsValidationException invalid => new(string.Join(" ", invalid.Failures), isBadOption: true, failure),
        TlsIdentityException or OperatorEndpointException => new(failure.Message, inner: failure),
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => new(
            $"{options.Listen} is in use by another program: stop it, or choose another port with --listen.", inner: failure),
        SocketException socket => new(
            $"{options.Listen} cannot be listened on: {socket.Message}. Choose another address with --listen.", inner: failure),
        _ => new($"The gateway could not start: {failure.Message}", inner: failure),
    };
}
