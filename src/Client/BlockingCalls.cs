namespace Sdtp.Client;

/// <summary>
/// Keeps the disk and the network off a thread that must never wait, such as one that draws a screen. Inside the block every call of this
/// library that reads or writes either throws, whether it would have been fast this time or not.
/// </summary>
public static class BlockingCalls
{
    [ThreadStatic]
    private static int _forbidden;

    /// <summary>Forbids such calls on this thread until the result is disposed, on the same thread.</summary>
    public static IDisposable Forbid()
    {
        _forbidden++;
        return new Block();
    }

    /// <summary>Says that what follows may wait. For callers of this library with files and sockets of their own.</summary>
    /// <param name="what">The call in a few words, for the exception.</param>
    /// <exception cref="InvalidOperationException">This thread must not wait.</exception>
    public static void Announce(string what)
    {
        if (_forbidden > 0)
        {
            throw new InvalidOperationException($"{what} on a thread that must not wait: hand it to a worker.");
        }
    }

    private sealed class Block : IDisposable
    {
        private int _thread = Environment.CurrentManagedThreadId;

        public void Dispose()
        {
            if (_thread == Environment.CurrentManagedThreadId)
            {
                _thread = 0;
                _forbidden--;
            }
        }
    }
}
