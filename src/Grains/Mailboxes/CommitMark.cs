namespace Sdtp.Grains.Mailboxes;

/// <summary>
/// How far the log has committed. Nothing at or above <see cref="Next"/> is visible to readers, hints or the answer to a retry.
/// </summary>
internal sealed class CommitMark(ulong next)
{
    private TaskCompletionSource? _moved;
    private bool _failed;

    /// <summary>The sequence after the last committed one.</summary>
    public ulong Next { get; private set; } = next;

    public void Advance(ulong next)
    {
        // A later batch's commit implies the earlier ones: their own notice may come after it.
        if (next > Next)
        {
            Next = next;
            Pulse();
        }
    }

    /// <summary>No further commit will be known here.</summary>
    public void Fail()
    {
        _failed = true;
        Pulse();
    }

    /// <summary>Waits until a sequence is committed; false when that will never be known here.</summary>
    public async ValueTask<bool> ReachesAsync(ulong sequence)
    {
        while (Next <= sequence && !_failed)
        {
            _moved ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await _moved.Task;
        }

        return Next > sequence;
    }

    private void Pulse()
    {
        var moved = _moved;
        _moved = null;
        moved?.SetResult();
    }
}
