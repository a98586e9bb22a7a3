using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Orleans.Connections.Security;

namespace Sdtp.Clustering.Tls;

/// <summary>TLS at one end of one kind of connection: which certificate is shown, and whose is accepted.</summary>
/// <param name="tls">Certificate and authorities.</param>
/// <param name="place">Which kind of connection, for the log.</param>
/// <param name="allowed">The roles that may be at the other end.</param>
/// <param name="logger">Told of every peer that is refused.</param>
internal sealed partial class ConnectionTls(ClusterTls tls, string place, ClusterRole[] allowed, ILogger<ConnectionTls> logger)
{
    // Offline: building the chain to show must not fetch anything either.
    private readonly SslStreamCertificateContext _shown =
        SslStreamCertificateContext.Create(tls.Certificate, additionalCertificates: null, offline: true);

    internal TlsOptions CreateOptions() => new()
    {
        LocalCertificate = tls.Certificate,
        ClientCertificateMode = RemoteCertificateMode.RequireCertificate,
        SslProtocols = SslProtocols.Tls13,
        CheckCertificateRevocation = false,
        OnAuthenticateAsServer = Demand,
        OnAuthenticateAsClient = Demand,

        // Any other mode puts a callback of the package's own before ours, and that one knows neither the connection nor a missing
        // certificate. What is required is set in Demand, which the package calls last, before each handshake.
        RemoteCertificateMode = RemoteCertificateMode.NoCertificate,
    };

    private void Demand(ConnectionContext connection, TlsServerAuthenticationOptions options)
    {
        var ssl = (SslServerAuthenticationOptions)options.SslServerAuthenticationOptions;
        ssl.ClientCertificateRequired = true;
        ssl.CertificateChainPolicy = PeerCheck.CreatePolicy(tls.Authorities, PeerCheck.ClientUse);
        ssl.RemoteCertificateValidationCallback = Accept(connection);

        // The package hands the certificate over by a callback, and a handshake that has both is refused.
        ssl.ServerCertificateSelectionCallback = null;
        ssl.ServerCertificate = null;
        ssl.ServerCertificateContext = _shown;

        // A resumed session would carry over what another port of this silo had accepted.
        ssl.AllowTlsResume = false;
    }

    private void Demand(ConnectionContext connection, TlsClientAuthenticationOptions options)
    {
        var ssl = (SslClientAuthenticationOptions)options.SslClientAuthenticationOptions;

        // The role in place of a host: addresses of silos come and go, and no certificate names them.
        ssl.TargetHost = ClusterFiles.DnsName(ClusterRole.Silo);
        ssl.LocalCertificateSelectionCallback = null;
        ssl.ClientCertificates = null;
        ssl.ClientCertificateContext = _shown;
        ssl.CertificateChainPolicy = PeerCheck.CreatePolicy(tls.Authorities, PeerCheck.ServerUse);
        ssl.RemoteCertificateValidationCallback = Accept(connection);
        ssl.AllowTlsResume = false;
    }

    private RemoteCertificateValidationCallback Accept(ConnectionContext connection) =>
        (_, certificate, chain, errors) => IsAccepted(connection, certificate as X509Certificate2, chain, errors);

    private bool IsAccepted(ConnectionContext connection, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var fault = PeerCheck.Judge(certificate, chain, allowed);
        if (fault == PeerFault.None && errors == SslPolicyErrors.None)
        {
            return true;
        }

        LogRefusePeer(connection.RemoteEndPoint, place, Explain(fault), certificate?.Subject ?? "none");
        return false;
    }

    private static string Explain(PeerFault fault) => fault switch
    {
        PeerFault.NoCertificate => "it showed no certificate",
        PeerFault.OtherAuthority => "its certificate is not of this cluster's authority",
        PeerFault.OutOfDate => "its certificate, or the authority's, has expired or is not valid yet",
        PeerFault.WrongRole => "its certificate is of a role that has no business here",
        _ => "its certificate is not made for this use",
    };
}
