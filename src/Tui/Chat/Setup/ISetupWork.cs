using Sdtp.Client;

namespace Sdtp.Tui.Chat.Setup;

/// <summary>How unlocking or making an identity ended.</summary>
/// <param name="Profile">The open profile; null when it did not work.</param>
/// <param name="What">What went wrong, and on the next line what to do; null when it worked.</param>
/// <param name="Field">The field of the form to go to.</param>
internal sealed record SetupResult(Profile? Profile, string? What, int Field = 0);

/// <summary>What the dialogs before the chat need. Calls take long: they run off the UI thread.</summary>
internal interface ISetupWork
{
    /// <summary>The identities on this machine.</summary>
    IReadOnlyList<string> Names();

    /// <summary>Opens an identity; null asks for the one without a passphrase.</summary>
    SetupResult Open(string name, string? passphrase);

    /// <summary>Whether the identity opens without a passphrase, in which case it is open now.</summary>
    SetupResult? TryOpenWithout(string name);

    /// <summary>Makes an identity and registers it.</summary>
    Task<SetupResult> CreateAsync(string name, string? passphrase, string server, CancellationToken cancellationToken);
}
