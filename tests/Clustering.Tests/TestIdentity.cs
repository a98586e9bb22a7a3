using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Sdtp.TestKit.Processes;

namespace Sdtp.Clustering.Tests;

/// <summary>An identity with a token for the emulator, and clients that trust the emulator's certificate and no other.</summary>
internal sealed class TestIdentity(TokenAzurite azurite, TimeSpan lifetime) : TokenCredential
{
    /// <summary>What the last token was asked for.</summary>
    internal string? Scope { get; private set; }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Scope = requestContext.Scopes.Single();
        var expiresAt = TimeProvider.System.GetUtcNow() + lifetime;
        return new AccessToken(TokenAzurite.TokenUntil(expiresAt), TimeProvider.System.GetUtcNow().AddHours(1));
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(GetToken(requestContext, cancellationToken));

    internal void Trust(TableClientOptions clients)
    {
        // Whoever asks is done before the handler is: it lives as long as the process.
        var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) => azurite.IsItsOwn(certificate),
        };
        clients.Transport = new HttpClientTransport(handler);
        clients.Retry.MaxRetries = 0;
    }
}
