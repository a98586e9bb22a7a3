using Sdtp.Client;
using Sdtp.Protocol.Identifiers;
using Sdtp.Tui.Commands;
using Sdtp.Tui.Presentation;
using Sdtp.Tui.Prompts;

namespace Sdtp.Tui.Sessions;

/// <summary>Opens and makes profiles, asking for a passphrase only where one is needed.</summary>
internal sealed class ProfileAccess(ITerminal terminal, TimeProvider clock)
{
    private readonly Passphrases _passphrases = new(terminal);

    /// <exception cref="CommandFailedException">The identity does not exist, is locked, in use or damaged.</exception>
    internal Task<Profile> OpenAsync(SessionChoice choice, Username name, CancellationToken cancellationToken) =>
        OpenAsync(choice, name, passphrase => Profile.Open(choice.Home, name, passphrase), cancellationToken);

    /// <summary>
    /// As <see cref="OpenAsync(SessionChoice, Username, CancellationToken)"/>, with an empty store in place of a lost one.
    /// </summary>
    internal Task<Profile> OpenWithNewStoreAsync(SessionChoice choice, Username name, CancellationToken cancellationToken)
    {
        var relay = choice.Server ?? RelayAddress.Parse(CommonOptions.DefaultServer);
        return OpenAsync(choice, name, passphrase => Profile.OpenWithNewStore(choice.Home, name, passphrase, relay), cancellationToken);
    }

    private async Task<Profile> OpenAsync(
        SessionChoice choice, Username name, Func<string?, ProfileResult> open, CancellationToken cancellationToken)
    {
        // The key derivation takes a good part of a second; Ctrl-C must not wait for the thread that does it.
        if (_passphrases.FromOptions(choice) is { } given)
        {
            return Demand(await Task.Run(() => open(given), CancellationToken.None), name, choice.Home);
        }

        // Only the keystore knows whether it has a passphrase, and it says so without any work.
        var result = await Task.Run(() => open(null), CancellationToken.None);
        for (var attempt = 1; result.Status == ProfileStatus.PassphraseRequired && attempt <= Passphrases.AttemptsMax; attempt++)
        {
            if (choice.NoPassphrase)
            {
                throw new CommandFailedException(new Failure(
                    ExitCode.Identity,
                    $"the keystore of {name} has a passphrase",
                    "leave --no-passphrase out, or give --passphrase-file FILE"));
            }

            var passphrase = await _passphrases.ForOpeningAsync(name.Display, cancellationToken);
            var opened = await Task.Run(() => open(passphrase), CancellationToken.None);
            if (opened.Status != ProfileStatus.WrongPassphrase || attempt == Passphrases.AttemptsMax)
            {
                return Demand(opened, name, choice.Home);
            }

            terminal.Error.WriteLine("That is not the passphrase; try again.");
        }

        return Demand(result, name, choice.Home);
    }

    /// <exception cref="CommandFailedException">The identity cannot be made.</exception>
    internal async Task<Profile> CreateAsync(SessionChoice choice, Username name, CancellationToken cancellationToken)
    {
        var relay = choice.Server ?? RelayAddress.Parse(CommonOptions.DefaultServer);
        terminal.Error.WriteLine($"There is no identity '{name}' on this machine yet: making it.");
        var passphrase = await _passphrases.ForCreationAsync(choice, name.Display, cancellationToken);
        var result = await Task.Run(() => Profile.Create(choice.Home, name, passphrase, relay, clock), CancellationToken.None);
        return Demand(result, name, choice.Home);
    }

    /// <summary>A result that is neither open nor about a name.</summary>
    internal static Failure FailureOf(ProfileResult result)
    {
        // The library says what happened in the first sentence and what to do in the rest.
        var message = SafeText.Line(result.Message.TrimEnd('.'));
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? new Failure(ExitCode.Identity, message) : new Failure(ExitCode.Identity, message[..end], message[(end + 2)..]);
    }

    private static Profile Demand(ProfileResult result, Username name, string home) =>
        result.Profile ?? throw new CommandFailedException(result.Status switch
        {
            ProfileStatus.NotFound => IdentityChooser.NotFound(name, home),
            ProfileStatus.WrongPassphrase => new Failure(
                ExitCode.Identity,
                $"the passphrase does not open the keystore of {name}",
                "try again; without it the identity cannot be used"),
            ProfileStatus.InUse => new Failure(
                ExitCode.IdentityInUse, $"another program on this machine is using {name}", "close it first"),
            _ => FailureOf(result),
        });
}
