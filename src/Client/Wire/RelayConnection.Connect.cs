using Sdtp.Protocol;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;

namespace Sdtp.Client.Wire;

public sealed partial class RelayConnection
{
    /// <summary>Connects, checks the relay's key, and exchanges HELLO.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="cancellationToken">Gives up connecting.</param>
    /// <exception cref="RelayUnreachableException">Nothing answered, or not with this protocol.</exception>
    /// <exception cref="ServerIdentityChangedException">The relay shows another key than the one pinned.</exception>
    /// <exception cref="RelayException">The relay refused, for example VERSION_UNSUPPORTED or TOO_MANY_CONNECTIONS.</exception>
    public static async Task<RelayConnection> ConnectAsync(RelayConnectionOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        BlockingCalls.Announce("A connection was opened");
        options.Validate();
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await ConnectWithinAsync(options, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RelayUnreachableException(options.Address, $"no answer within {options.ConnectTimeout.TotalSeconds:0.#} s.", e);
        }
    }

    private static async Task<RelayConnection> ConnectWithinAsync(RelayConnectionOptions options, CancellationToken cancellationToken)
    {
        var transport = await RelayStream.OpenAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            await CheckPinAsync(options, transport.ServerKey, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await transport.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        var connection = new RelayConnection(options, transport);
        try
        {
            connection.Start();
            await connection.HelloAsync(cancellationToken).ConfigureAwait(false);
            await RememberPinAsync(options, transport.ServerKey, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (ConnectionLostException e)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw (SdtpClientException?)e.Reason
                ?? new RelayUnreachableException(options.Address, $"the connection ended at once. {e.Message}", e);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task HelloAsync(CancellationToken cancellationToken)
    {
        var request = new HelloRequest(ProtocolLimits.Version, ProtocolLimits.Version, 0, _options.ClientName);
        var hello = await RequestAsync<HelloRequest, HelloReply>(request, cancellationToken).ConfigureAwait(false);
        if (hello.Version != ProtocolLimits.Version)
        {
            throw new RelayUnreachableException(_options.Address, $"it speaks version {hello.Version}, which was not offered.");
        }

        _hello = hello;
        LowerPipeline(hello);
        _loops = Task.WhenAll(_loops, KeepAliveAsync(KeepAlivePeriod(hello)));
    }

    private void LowerPipeline(HelloReply hello)
    {
        if (hello.Limits.TryGetValue(RelayLimit.PipelinedRequests, out var allowed))
        {
            // Nothing else is in flight yet, so the places to give up are free.
            for (var places = (ulong)_options.PipelinedRequestsMax; places > Math.Max(1, allowed); places--)
            {
                _slots.Wait(0, CancellationToken.None);
            }
        }
    }

    private static async ValueTask CheckPinAsync(RelayConnectionOptions options, Fingerprint presented, CancellationToken cancellationToken)
    {
        if (options.PlainTcp)
        {
            return;
        }

        var pinned = options.Address.Pin;
        if (pinned is null && options.Pins is not null)
        {
            pinned = await options.Pins.FindAsync(options.Address.Endpoint, cancellationToken).ConfigureAwait(false);
        }

        if (pinned is { } expected && expected != presented)
        {
            throw new ServerIdentityChangedException(options.Address, expected, presented);
        }
    }

    private static async ValueTask RememberPinAsync(
        RelayConnectionOptions options, Fingerprint presented, CancellationToken cancellationToken)
    {
        // Only a relay that answered HELLO is worth remembering. A key named in the address replaces a remembered one: the person said so.
        if (!options.PlainTcp && options.Pins is { } pins
            && await pins.FindAsync(options.Address.Endpoint, cancellationToken).ConfigureAwait(false) != presented)
        {
            await pins.RememberAsync(options.Address.Endpoint, presented, cancellationToken).ConfigureAwait(false);
        }
    }
}
