using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Sdtp.Clustering.Identity;
using Sdtp.Gateway.Configuration;
using Sdtp.Gateway.Observability;
using Sdtp.Storage.Sqlite.Opening;

namespace Sdtp.Silo.Hosting;

/// <summary>Says in one line what an operator can do about a start that failed.</summary>
internal static class StartFailures
{
    internal static StartException Explain(Exception failure, SiloOptions options) => failure switch
    {
        StartException known => known,
        AggregateException { InnerExceptions: [var only] } => Explain(only, options),
        OptionsValidationException invalid => new(string.Join(" ", invalid.Failures), isBadOption: true, failure),
        StoreOpenException or TlsIdentityException or OperatorEndpointException => new(failure.Message, inner: failure),
        _ when Find<SocketException>(failure) is { SocketErrorCode: SocketError.AddressAlreadyInUse } => new(
            $"{options.Listen} is in use by another program: stop it, or choose another port with --listen.", inner: failure),
        _ when Find<SocketException>(failure) is { } socket => new(
            $"{options.Listen} cannot be listened on: {socket.Message}. Choose another address with --listen.", inner: failure),
        _ => new($"The relay could not start: {failure.Message}", inner: failure),
    };

    private static T? Find<T>(Exception? failure)
        where T : Exception
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is T found)
            {
                return found;
            }
        }

        return null;
    }
}
