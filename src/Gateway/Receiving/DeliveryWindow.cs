namespace Sdtp.Gateway.Receiving;

/// <summary>
/// What has been pushed and what has been acknowledged, in sequences. They have no gaps, so the difference of two is a count. Not thread-safe: guarded by
/// its <see cref="DeliveryPump"/>.
/// </summary>
internal struct DeliveryWindow
{
    private readonly int _size;
    private ulong _acknowledged;

    /// <param name="after">Push messages with a greater sequence.</param>
    /// <param name="first">Lowest sequence in the mailbox.</param>
    /// <param name="next">Sequence of the next message.</param>
    /// <param name="size">Most messages pushed and not acknowledged.</param>
    internal DeliveryWindow(ulong after, ulong first, ulong next, int size)
    {
        ArgumentOutOfRangeException.ThrowIfZero(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(next, first);

        // A client that claims to have what was never stored is given everything there will be: too much is harmless, too little is a loss.
        Pushed = Math.Clamp(after, first - 1, next - 1);
        _acknowledged = Pushed;
        _size = size;
    }

    /// <summary>The last sequence pushed.</summary>
    internal ulong Pushed { get; private set; }

    /// <summary>How many more messages may be pushed.</summary>
    internal readonly int Room => _size - (int)Math.Min((ulong)_size, Pushed - _acknowledged);

    internal void Push(ulong through)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(through, Pushed);
        Pushed = through;
    }

    /// <summary>Everything through a sequence has left the mailbox, acknowledged or expired.</summary>
    internal void Acknowledge(ulong through)
    {
        _acknowledged = Math.Max(_acknowledged, through);
        Pushed = Math.Max(Pushed, _acknowledged);
    }
}
