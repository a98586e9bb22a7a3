using Sdtp.Grains.Abstractions;
using Sdtp.Grains.Abstractions.Usernames;
using Sdtp.Grains.Abstractions.Users;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;

namespace Sdtp.Grains.Profiles;

/// <summary>
/// Registers a user in three steps, each of which can be repeated: (1) key and wanted name stored as pending, (2) the name claimed, (3)
/// the user active. It runs in a turn that no other registration or publication interleaves with. A process that dies between two steps
/// leaves a pending user whom the same key resumes.
/// </summary>
internal sealed class Registration(UserId userId, UserRecord record, Func<Username, IUsernameGrain> usernames, TimeProvider clock)
{
    /// <summary>Null when the user is now active under the name wanted.</summary>
    public async Task<Refusal?> RunAsync(RegisterCommand command)
    {
        if (Check(command, out var wanted) is { } refusal)
        {
            return refusal;
        }

        if (record.Current.Stage == UserStage.Pending && Username.Parse(record.Current.Username) != wanted)
        {
            // The earlier name may be claimed already: finish that first, or it would belong for ever to a user of another name.
            await FinishAsync(record.Current with { SealingKey = command.SealingKey });
        }

        if (record.Current.Stage == UserStage.Active)
        {
            return Username.Parse(record.Current.Username) == wanted ? null : Refusals.AlreadyRegistered(record.Current.Username);
        }

        var pending = new UserState
        {
            Stage = UserStage.Pending,
            PublicKey = command.PublicKey,
            Username = wanted.Display,
            SealingKey = command.SealingKey,
        };
        if (record.Current.Stage != UserStage.Pending)
        {
            await record.SaveAsync(pending);
        }

        return await FinishAsync(pending) ? null : Refusals.UsernameTaken;
    }

    /// <summary>Steps 2 and 3; false when the name belongs to another key, and then nothing is pending any more.</summary>
    private async Task<bool> FinishAsync(UserState pending)
    {
        var isMine = await usernames(Username.Parse(pending.Username)).ClaimAsync(userId);
        await record.SaveAsync(isMine ? pending with { Stage = UserStage.Active } : new UserState());
        return isMine;
    }

    private Refusal? Check(RegisterCommand command, out Username wanted)
    {
        if (!Username.TryParse(command.Username, out wanted))
        {
            return Refusals.BadUsername;
        }

        if (!P256PublicKey.TryCreate(command.PublicKey, out var identity) || UserId.Of(identity) != userId)
        {
            return Refusals.BadPublicKey;
        }

        return SealingKeyCheck.Verify(command.SealingKey, identity, clock.GetUtcNow(), out _);
    }
}
