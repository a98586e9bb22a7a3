using System.Net.Sockets;
using Azure;
using Microsoft.Extensions.Options;
using Sdtp.Clustering.Identity;
using Sdtp.Gateway.Configuration;
using Sdtp.Gateway.Observability;

namespace Sdtp.Gateway.Hosting;

/// <summary>Says in one line what an operator can do about a program of the relay that did not start.</summary>
public static class StartFailures
{
    /// <summary>Says it.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="options">The options that it was started with.</param>
    /// <param name="program">What did not start, such as <c>gateway</c>.</param>
    public static StartException Explain(Exception failure, GatewayHostOptions options, string program)
    {
        ArgumentNullException.ThrowIfNull(failure);
        ArgumentNullException.ThrowIfNull(options);
        return failure switch
        {
            StartException known => known,
            AggregateException { InnerExceptions: [var only] } => Explain(only, options, program),
            OptionsValidationException invalid => new(string.Join(" ", invalid.Failures), isBadOption: true, failure),
            TlsIdentityException or OperatorEndpointException => new(failure.Message, inner: failure),
            _ when ListenerFault(failure) is { SocketErrorCode: SocketError.AddressAlreadyInUse } => new(
                $"{options.Listen} is in use by another program: stop it, or choose another port with --listen.", inner: failure),
            _ when ListenerFault(failure) is { } socket => new(
                $"{options.Listen} cannot be listened on: {socket.Message}. Choose another address with --listen.", inner: failure),
            _ => new($"The {program} could not start: {failure.Message}", inner: failure),
        };
    }

    /// <summary>The socket that could not be opened for clients; one beneath a request to the storage account is another matter.</summary>
    private static SocketException? ListenerFault(Exception? failure)
    {
        for (; failure is not null and not RequestFailedException; failure = failure.InnerException)
        {
            if (failure is SocketException found)
            {
                return found;
            }
        }

        return null;
    }
}
