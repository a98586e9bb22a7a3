using Sdtp.Client;
using Sdtp.Tui.Commands;
using Sdtp.Tui.Presentation;
using Sdtp.Tui.Prompts;

namespace Sdtp.Tui.Sessions;

/// <summary>The real identities: profiles in the home folder.</summary>
internal sealed class ProfileIdentities(ITerminal terminal, TimeProvider clock) : IIdentities
{
    private readonly ProfileAccess _profiles = new(terminal, clock);
    private readonly Passphrases _passphrases = new(terminal);

    public Task<IdentityCard> ShowAsync(SessionChoice choice, CancellationToken cancellationToken) =>
        WithProfileAsync(choice, CardOf, cancellationToken);

    public Task<string> ExportBundleAsync(SessionChoice choice, string bundlePassphrase, CancellationToken cancellationToken) =>
        WithProfileAsync(choice, profile => profile.ExportBundle(bundlePassphrase), cancellationToken);

    public Task<string> ExportPemAsync(SessionChoice choice, CancellationToken cancellationToken) =>
        WithProfileAsync(choice, profile => profile.ExportPem(), cancellationToken);

    public Task<IdentityCard> ImportBundleAsync(
        SessionChoice choice, string bundle, string bundlePassphrase, CancellationToken cancellationToken) =>
        ImportAsync(
            choice,
            passphrase => Profile.Import(choice.Home, bundle, bundlePassphrase, passphrase, RelayOf(choice)),
            "the passphrase does not open the exported file",
            cancellationToken);

    public async Task<IdentityCard> NewStoreAsync(SessionChoice choice, CancellationToken cancellationToken)
    {
        using var profile = await _profiles.OpenWithNewStoreAsync(choice, IdentityChooser.Choose(choice), cancellationToken);
        return CardOf(profile);
    }

    public Task<IdentityCard> ImportPemAsync(SessionChoice choice, string pem, CancellationToken cancellationToken)
    {
        var name = choice.Name ?? throw new ArgumentException("A bare key needs a name.", nameof(choice));
        return ImportAsync(
            choice,
            passphrase => Profile.ImportPem(choice.Home, name, pem, passphrase, RelayOf(choice), clock),
            "the key cannot be read",
            cancellationToken);
    }

    private static IdentityCard CardOf(Profile profile) =>
        new(profile.Username, profile.UserId, profile.PublicKey, profile.Relay.ToString(), profile.Folder);

    private static RelayAddress RelayOf(SessionChoice choice) => choice.Server ?? RelayAddress.Parse(CommonOptions.DefaultServer);

    private async Task<T> WithProfileAsync<T>(SessionChoice choice, Func<Profile, T> read, CancellationToken cancellationToken)
    {
        using var profile = await _profiles.OpenAsync(choice, IdentityChooser.Choose(choice), cancellationToken);
        return read(profile);
    }

    private async Task<IdentityCard> ImportAsync(
        SessionChoice choice, Func<string?, ProfileResult> import, string whenLocked, CancellationToken cancellationToken)
    {
        var passphrase = await _passphrases.ForCreationAsync(choice, "the identity on this machine", cancellationToken);
        var result = await Task.Run(() => import(passphrase), CancellationToken.None);
        using var profile = result.Profile ?? throw new CommandFailedException(result.Status == ProfileStatus.WrongPassphrase
            ? new Failure(ExitCode.Identity, whenLocked, "try again")
            : ProfileAccess.FailureOf(result));
        return CardOf(profile);
    }
}
