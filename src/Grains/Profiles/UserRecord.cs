namespace Sdtp.Grains.Profiles;

/// <summary>
/// The stored state of one user. <see cref="Current"/> is what storage is known to hold: callers that interleave with a write never see
/// what may not be stored.
/// </summary>
/// <param name="storage">Where the state is kept.</param>
/// <param name="onWriteFailed">Called before the failure goes up: the outcome is unknown, so the activation must give way to one that
/// reads again.</param>
internal sealed class UserRecord(IPersistentState<UserState> storage, Action<Exception> onWriteFailed)
{
    public UserState Current { get; private set; } = new();

    /// <summary>Takes over what the activation has read.</summary>
    /// <exception cref="InvalidDataException">A later build wrote the state.</exception>
    public void Load()
    {
        if (storage.State.Format > UserState.FormatLatest)
        {
            throw new InvalidDataException(
                $"The stored user is of format {storage.State.Format}; this build knows {UserState.FormatLatest}. "
                + "Use the build that wrote it, or a later one.");
        }

        Current = storage.State;
    }

    public async Task SaveAsync(UserState next)
    {
        storage.State = next;
        try
        {
            await storage.WriteStateAsync();
        }
        catch (Exception exception)
        {
            storage.State = Current;
            onWriteFailed(exception);
            throw;
        }

        Current = next;
    }
}
