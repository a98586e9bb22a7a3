using Sdtp.Protocol.Messages;

namespace Sdtp.Client.Wire;

public sealed partial class RelayConnection
{
    private const ulong PingsPerIdleLimit = 3;

    private TimeSpan KeepAlivePeriod(HelloReply hello) =>
        hello.Limits.TryGetValue(RelayLimit.IdleSeconds, out var idle) && idle is > 0 and < uint.MaxValue
            ? TimeSpan.FromTicks(Math.Min(_options.KeepAlive.Ticks, TimeSpan.FromSeconds(idle).Ticks / (long)PingsPerIdleLimit))
            : _options.KeepAlive;

    private async Task KeepAliveAsync(TimeSpan period)
    {
        using var timer = new PeriodicTimer(period, _options.Clock);
        var token = 0ul;
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                await RequestAsync<PingRequest, PingReply>(new PingRequest(token++), _stopping.Token)
                    .WaitAsync(period, _options.Clock, _stopping.Token)
                    .ConfigureAwait(false);
            }
        }
        catch (TimeoutException e)
        {
            var reason = new ConnectionLostException($"The relay did not answer a PING within {period.TotalSeconds:0.#} s.", e);
            await CloseAsync(reason).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SdtpClientException or OperationCanceledException)
        {
            // The connection has ended, or is about to with the relay's own reason.
        }
    }
}
