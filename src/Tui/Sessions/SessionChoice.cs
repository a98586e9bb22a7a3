using Sdtp.Client;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Tui.Sessions;

/// <summary>What the command line says about who to be and where.</summary>
internal sealed record SessionChoice
{
    /// <summary>The folder of all identities on this machine.</summary>
    internal required string Home { get; init; }

    /// <summary>The identity; null means the only one there is.</summary>
    internal Username? Name { get; init; }

    /// <summary>The relay; null means the one that the identity remembers.</summary>
    internal RelayAddress? Server { get; init; }

    /// <summary>A file whose first line is the passphrase.</summary>
    internal string? PassphraseFile { get; init; }

    /// <summary>Never ask: the keystore is, or is made, without a passphrase.</summary>
    internal bool NoPassphrase { get; init; }
}

/// <summary>Turns a choice into a connected chat.</summary>
internal interface ISessions
{
    /// <summary>Opens the identity, connects and logs in.</summary>
    /// <param name="choice">Who and where.</param>
    /// <param name="mayCreate">Whether an identity that does not exist is made and registered.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Presentation.CommandFailedException">The identity cannot be chosen, opened or made.</exception>
    /// <exception cref="SdtpClientException">The relay cannot be reached or refuses.</exception>
    Task<IChat> ConnectAsync(SessionChoice choice, bool mayCreate, CancellationToken cancellationToken);
}
