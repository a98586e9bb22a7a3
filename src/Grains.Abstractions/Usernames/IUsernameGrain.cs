using Orleans.Concurrency;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Grains.Abstractions.Usernames;

/// <summary>
/// The claim on one username. Key: the folded name (see <see cref="UsernameGrainKeys"/>). A name, once claimed, stays with its userID.
/// </summary>
[GrainInterfaceType("sdtp.username"), Alias("sdtp.username")]
public interface IUsernameGrain : IGrainWithStringKey
{
    /// <summary>Claims the name for a userID. Claiming again for the same userID is success.</summary>
    /// <param name="userId">Who claims.</param>
    /// <param name="cancellationToken">Gives the wait up; repeat it.</param>
    /// <returns>True when the name now belongs to <paramref name="userId"/>.</returns>
    [Alias("claim")]
    Task<bool> ClaimAsync(UserId userId, CancellationToken cancellationToken = default);

    /// <summary>Who holds the name, or null.</summary>
    /// <param name="cancellationToken">Gives the wait up.</param>
    [Alias("holder")]
    [AlwaysInterleave]
    Task<UserId?> GetHolderAsync(CancellationToken cancellationToken = default);
}

/// <summary>How a <see cref="IUsernameGrain"/> is addressed: nobody builds keys by hand.</summary>
public static class UsernameGrainKeys
{
    /// <summary>The grain of a username.</summary>
    /// <param name="grains">The cluster.</param>
    /// <param name="username">The name, in any case.</param>
    public static IUsernameGrain GetUsername(this IGrainFactory grains, Username username)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return grains.GetGrain<IUsernameGrain>(username.Folded);
    }
}
