using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;

namespace Sdtp.Tui.Sessions;

/// <summary>What can be shown of an identity on this machine.</summary>
internal sealed record IdentityCard(Username Name, UserId UserId, P256PublicKey PublicKey, string Relay, string Folder);

/// <summary>The identities on this machine, without a relay.</summary>
internal interface IIdentities
{
    /// <summary>Unlocks the identity and tells what can be shown of it.</summary>
    Task<IdentityCard> ShowAsync(SessionChoice choice, CancellationToken cancellationToken);

    /// <summary>The identity with all of its sealing keys, encrypted with a passphrase of its own.</summary>
    Task<string> ExportBundleAsync(SessionChoice choice, string bundlePassphrase, CancellationToken cancellationToken);

    /// <summary>The bare identity key, unprotected, as PKCS#8 in PEM.</summary>
    Task<string> ExportPemAsync(SessionChoice choice, CancellationToken cancellationToken);

    /// <summary>Makes an identity on this machine from a bundle.</summary>
    Task<IdentityCard> ImportBundleAsync(SessionChoice choice, string bundle, string bundlePassphrase, CancellationToken cancellationToken);

    /// <summary>Gives an identity whose local store is lost or damaged an empty one; the old one is set aside.</summary>
    Task<IdentityCard> NewStoreAsync(SessionChoice choice, CancellationToken cancellationToken);

    /// <summary>Makes an identity on this machine from a bare PKCS#8 key in PEM; the choice must name it.</summary>
    Task<IdentityCard> ImportPemAsync(SessionChoice choice, string pem, CancellationToken cancellationToken);
}
