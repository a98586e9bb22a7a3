using Sdtp.Grains.Abstractions.Usernames;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Grains.Usernames;

/// <summary>The claim on one username: the first userID to claim it keeps it.</summary>
[GrainType("sdtp.username")]
internal sealed class UsernameGrain(
    [PersistentState("username", StorageNames.Usernames)] IPersistentState<UsernameState> storage) : Grain, IUsernameGrain
{
    private UserId? _holder;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var state = storage.State;
        if (state.Format > UsernameState.FormatLatest)
        {
            throw new InvalidDataException(
                $"The stored username is of format {state.Format}; this build knows {UsernameState.FormatLatest}. "
                + "Use the build that wrote it, or a later one.");
        }

        var name = this.GetPrimaryKeyString();
        if (!Username.TryParse(name, out var username) || username.Folded != name)
        {
            throw new InvalidOperationException("A username's grain is addressed by the folded name.");
        }

        _holder = state.Holder.Length == 0 ? null : new UserId(state.Holder);
        return Task.CompletedTask;
    }

    public async Task<bool> ClaimAsync(UserId userId, CancellationToken cancellationToken = default)
    {
        if (_holder is { } holder)
        {
            return holder == userId;
        }

        storage.State = new UsernameState { Holder = userId.ToArray() };
        try
        {
            await storage.WriteStateAsync(CancellationToken.None);
        }
        catch
        {
            // Whether the claim is stored is unknown: only an activation that reads again may answer.
            DeactivateOnIdle();
            throw;
        }

        _holder = userId;
        return true;
    }

    public Task<UserId?> GetHolderAsync(CancellationToken cancellationToken = default)
    {
        if (_holder is null)
        {
            // Anybody can guess names that nobody has: their activations must not wait in memory for the idle collection.
            DeactivateOnIdle();
        }

        return Task.FromResult(_holder);
    }
}
