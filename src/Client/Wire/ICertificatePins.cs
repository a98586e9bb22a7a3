using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Wire;

/// <summary>The TLS keys of relays that were trusted before, by endpoint: trust on first use, as SSH does.</summary>
public interface ICertificatePins
{
    /// <summary>The pinned key of an endpoint, or null when it was never seen.</summary>
    /// <param name="endpoint">Host and port, <see cref="RelayAddress.Endpoint"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<Fingerprint?> FindAsync(string endpoint, CancellationToken cancellationToken);

    /// <summary>Remembers a key: the first one seen, or one that the person named in the address.</summary>
    /// <param name="endpoint">Host and port, <see cref="RelayAddress.Endpoint"/>.</param>
    /// <param name="pin">SHA-256 of the SubjectPublicKeyInfo.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask RememberAsync(string endpoint, Fingerprint pin, CancellationToken cancellationToken);
}
