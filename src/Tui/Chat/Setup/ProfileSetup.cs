using Sdtp.Client;
using Sdtp.Protocol;
using Sdtp.Protocol.Identifiers;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Chat.Setup;

/// <summary>The real thing: profiles in the home folder, and a relay to register with.</summary>
internal sealed class ProfileSetup(string home, RelayAddress? server, MessengerOptions options) : ISetupWork
{
    private const int NameField = 0;
    private const int ServerField = 3;

    public IReadOnlyList<string> Names() => [.. Profile.List(home).Select(entry => entry.Name)];

    public SetupResult? TryOpenWithout(string name)
    {
        var result = Profile.Open(home, Username.Parse(name), passphrase: null);
        return result.Status == ProfileStatus.PassphraseRequired ? null : Of(result);
    }

    public SetupResult Open(string name, string? passphrase) => Of(Profile.Open(home, Username.Parse(name), passphrase));

    public async Task<SetupResult> CreateAsync(string name, string? passphrase, string server, CancellationToken cancellationToken)
    {
        if (!Username.TryParse(name, out var username))
        {
            return new SetupResult(null, "A username is 3 to 32 of A-Z a-z 0-9 _ . -", NameField);
        }

        if (!RelayAddress.TryParse(server, out var relay))
        {
            return new SetupResult(
                null, "Write the server as host, host:port or sdtp://host:port#FINGERPRINT, as it prints itself.", ServerField);
        }

        var made = Profile.Create(home, username, passphrase, relay, options.Clock);
        if (!made.IsOpen)
        {
            return new SetupResult(null, made.Message, NameField);
        }

        try
        {
            // Connecting registers the name; the chat makes its own connection afterwards.
            await using var messenger = await Messenger.ConnectAsync(made.Profile, options, cancellationToken).ConfigureAwait(false);
            await messenger.LogoutAsync(cancellationToken).ConfigureAwait(false);
            return new SetupResult(made.Profile, null);
        }
        catch (Exception error)
        {
            // An identity without its name would only be in the way of the next attempt.
            made.Profile.Discard();
            if (error is OperationCanceledException)
            {
                throw;
            }

            return Refused(error, username);
        }
    }

    private static SetupResult Refused(Exception error, Username name)
    {
        if (error is RelayException { Code: ErrorCode.UsernameTaken })
        {
            return new SetupResult(null, $"'{name}' is taken by somebody else.\nChoose another username.", NameField);
        }

        if (error is RelayUnreachableException unreachable)
        {
            return new SetupResult(
                null,
                $"No relay answers at {unreachable.Address.Endpoint}.\n"
                + "See whether it is running (dotnet run --project src/Silo), or write another address.",
                ServerField);
        }

        if (error is ServerIdentityChangedException changed)
        {
            return new SetupResult(
                null,
                $"The relay at {changed.Address.Endpoint} shows another key than this address names. Nothing was sent.\n"
                + "The address may be old, or somebody stands in between: ask the operator for the one that the relay prints at start.",
                ServerField);
        }

        var failure = Failures.Of(error);
        var field = error is RelayException { Code: ErrorCode.BadUsername } ? NameField : ServerField;
        var hint = failure.Hint is { } next ? "\n" + Sentence(next) : "";
        return new SetupResult(null, Sentence(failure.What) + hint, field);
    }

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..] + (text.EndsWith('.') ? "" : ".");

    private SetupResult Of(ProfileResult result)
    {
        if (!result.IsOpen)
        {
            return new SetupResult(
                null, result.Status == ProfileStatus.WrongPassphrase ? "That is not the passphrase. Try again." : result.Message);
        }

        if (server is { } given && !(given.Pin is null && given.Endpoint == result.Profile.Relay.Endpoint) && given != result.Profile.Relay)
        {
            result.Profile.MoveTo(given);
        }

        return new SetupResult(result.Profile, null);
    }
}
