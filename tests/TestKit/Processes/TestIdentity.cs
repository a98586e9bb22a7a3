using Azure.Core;
using Azure.Core.Pipeline;

namespace Sdtp.TestKit.Processes;

/// <summary>An identity with a token for the emulator, and clients that trust the emulator's certificate and no other.</summary>
/// <param name="azurite">The emulator.</param>
/// <param name="lifetime">How long a token is good; of a negative time it has ended already.</param>
public sealed class TestIdentity(TokenAzurite azurite, TimeSpan lifetime) : TokenCredential
{
    /// <summary>What the last token was asked for.</summary>
    public string? Scope { get; private set; }

    /// <inheritdoc/>
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Scope = requestContext.Scopes.Single();
        var expiresAt = TimeProvider.System.GetUtcNow() + lifetime;
        return new AccessToken(TokenAzurite.TokenUntil(expiresAt), TimeProvider.System.GetUtcNow().AddHours(1));
    }

    /// <inheritdoc/>
    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(GetToken(requestContext, cancellationToken));

    /// <summary>Lets clients trust the emulator's certificate and no other.</summary>
    /// <param name="clients">The options of the clients.</param>
    public void Trust(ClientOptions clients)
    {
        ArgumentNullException.ThrowIfNull(clients);

        // Whoever asks is done before the handler is: it lives as long as the process.
        var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) => azurite.IsItsOwn(certificate),
        };
        clients.Transport = new HttpClientTransport(handler);
        clients.Retry.MaxRetries = 0;
    }
}
