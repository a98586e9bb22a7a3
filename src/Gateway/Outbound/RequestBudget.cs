namespace Sdtp.Gateway.Outbound;

/// <summary>Counts what one connection has asked and not yet been answered. Without room the read loop stops, and TCP does the rest.</summary>
internal sealed class RequestBudget(int requestsMax, int bytesMax)
{
    private readonly RoomSignal _signal = new();
    private int _requests;
    private int _bytes;

    internal int Requests => Volatile.Read(ref _requests);

    internal bool HasRoom => Volatile.Read(ref _requests) < requestsMax && Volatile.Read(ref _bytes) < bytesMax;

    internal void Take(int bytes)
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _bytes, bytes);
    }

    internal void Return(int requests, int bytes)
    {
        Interlocked.Add(ref _bytes, -bytes);
        var left = Interlocked.Add(ref _requests, -requests);
        if (left < 0)
        {
            throw new InvalidOperationException("More requests were answered than asked.");
        }

        _signal.Release();
    }

    internal async Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (!HasRoom)
        {
            await _signal.WaitAsync(() => HasRoom, cancellationToken).ConfigureAwait(false);
        }
    }

    internal async Task WaitUntilAnsweredAsync(CancellationToken cancellationToken)
    {
        while (Requests > 0)
        {
            await _signal.WaitAsync(() => Requests == 0, cancellationToken).ConfigureAwait(false);
        }
    }
}
