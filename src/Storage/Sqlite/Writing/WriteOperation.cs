using Sdtp.Storage.Mailboxes;

namespace Sdtp.Storage.Sqlite.Writing;

/// <summary>Something that waits for its turn in a commit.</summary>
internal abstract class WriteOperation
{
    /// <summary>What it counts in the queue and in a commit.</summary>
    internal virtual int Rows => 1;

    /// <summary>Envelope or state bytes.</summary>
    internal virtual long Bytes => 0;

    /// <summary>The lease it is done under, or null.</summary>
    internal virtual MailboxLease? Lease => null;

    /// <summary>
    /// Does it inside the running transaction and keeps the result; throws <see cref="ArgumentException"/> before it changes anything.
    /// </summary>
    internal abstract void Apply(WriteState state);

    /// <summary>Tells the caller, after the commit.</summary>
    internal abstract void Complete();

    /// <summary>Tells the caller that it failed.</summary>
    internal abstract void Fail(Exception failure);
}

/// <summary>An operation with a result, told to its caller away from the writer's thread.</summary>
internal abstract class WriteOperation<T> : WriteOperation
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ArgumentException? _misuse;
    private T _result = default!;

    internal Task<T> Task => _completion.Task;

    internal sealed override void Apply(WriteState state)
    {
        try
        {
            _result = Do(state);
        }
        catch (ArgumentException misuse)
        {
            _misuse = misuse;
        }
    }

    internal sealed override void Complete()
    {
        if (_misuse is not null)
        {
            _completion.SetException(_misuse);
        }
        else
        {
            _completion.SetResult(_result);
        }
    }

    internal sealed override void Fail(Exception failure) => _completion.SetException(failure);

    protected abstract T Do(WriteState state);
}
