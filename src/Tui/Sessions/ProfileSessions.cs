using Sdtp.Client;
using Sdtp.Protocol;
using Sdtp.Tui.Prompts;

namespace Sdtp.Tui.Sessions;

/// <summary>The real sessions: a profile from this machine, connected to its relay.</summary>
internal sealed class ProfileSessions(ITerminal terminal, TimeProvider clock) : ISessions
{
    private readonly ProfileAccess _profiles = new(terminal, clock);
    private readonly MessengerOptions _options = new() { ClientName = "sdtp-tui/0.1.0", Clock = clock };

    public async Task<IChat> ConnectAsync(SessionChoice choice, bool mayCreate, CancellationToken cancellationToken)
    {
        var name = IdentityChooser.Choose(choice);
        var exists = Profile.List(choice.Home).Any(entry => entry.Name == name.Folded);
        var profile = exists || !mayCreate
            ? await _profiles.OpenAsync(choice, name, cancellationToken)
            : await _profiles.CreateAsync(choice, name, cancellationToken);
        try
        {
            return await ConnectAsync(profile, choice.Server, cancellationToken);
        }
        catch (Exception error)
        {
            profile.Dispose();
            if (!exists && error is RelayException { Code: ErrorCode.UsernameTaken or ErrorCode.BadUsername })
            {
                // An identity that can never get its name would only be in the way of the next attempt.
                profile.Discard();
            }

            throw;
        }
    }

    private async Task<IChat> ConnectAsync(Profile profile, RelayAddress? server, CancellationToken cancellationToken)
    {
        var before = profile.Relay;
        var moves = server is not null && !IsSame(server, before);
        if (moves)
        {
            profile.MoveTo(server!);
        }

        try
        {
            return await MessengerChat.ConnectAsync(profile, _options, cancellationToken);
        }
        catch when (moves)
        {
            // A mistyped address must not be remembered.
            profile.MoveTo(before);
            throw;
        }
    }

    /// <summary>An address without a fingerprint means the same relay with whatever fingerprint is remembered.</summary>
    private static bool IsSame(RelayAddress given, RelayAddress known) =>
        given == known || (given.Pin is null && given.Endpoint == known.Endpoint);
}
