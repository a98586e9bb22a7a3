using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Wire;

/// <summary>The bytes of one connection and the key that the relay showed. Whether that key is trusted is the caller's to decide.</summary>
internal sealed class RelayStream(Stream stream, Fingerprint certificate, Fingerprint serverKey) : IAsyncDisposable
{
    internal Stream Stream { get; } = stream;

    internal Fingerprint Certificate { get; } = certificate;

    internal Fingerprint ServerKey { get; } = serverKey;

    internal static async Task<RelayStream> OpenAsync(RelayConnectionOptions options, CancellationToken cancellationToken)
    {
        if (options.PlainTcp && !IsLoopback(options.Address.Host))
        {
            throw new RelayUnreachableException(options.Address, "plain TCP is for loopback addresses only; leave it off to use TLS.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(options.Address.Host, options.Address.Port, cancellationToken).ConfigureAwait(false);
            var network = new NetworkStream(socket, ownsSocket: true);
            return options.PlainTcp
                ? new RelayStream(network, Fingerprint.None, Fingerprint.None)
                : await HandshakeAsync(network, options.Address, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new RelayUnreachableException(options.Address, Sentence(e.Message), e);
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            socket.Dispose();
            throw new RelayUnreachableException(options.Address, $"it did not agree on TLS 1.3 ({Sentence(e.Message)})", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Stream.DisposeAsync();

    internal static SslClientAuthenticationOptions TlsOptions(RelayAddress address) => new()
    {
        TargetHost = address.Host,
        EnabledSslProtocols = SslProtocols.Tls13,

        // A resumed session may show no certificate, and the pin must be compared each time.
        AllowTlsResume = false,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,

        // The relay's certificate is its own; what counts is its key, which is compared with the pin before anything is sent.
        RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null,
    };

    private static async Task<RelayStream> HandshakeAsync(NetworkStream network, RelayAddress address, CancellationToken cancellationToken)
    {
        var tls = new SslStream(network, leaveInnerStreamOpen: false);
        await tls.AuthenticateAsClientAsync(TlsOptions(address), cancellationToken).ConfigureAwait(false);
        using var certificate = X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData());
        return new RelayStream(
            tls,
            new Fingerprint(SHA256.HashData(certificate.RawData)),
            new Fingerprint(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo())));
    }

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));

    private static string Sentence(string text) => text.EndsWith('.') ? text : text + ".";
}
