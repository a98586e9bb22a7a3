using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sdtp.Client;
using Sdtp.Protocol;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Load.Wire;

/// <summary>
/// A connection as lean as the protocol allows: the generator shares its two cores with the relay, so nothing here allocates or schedules
/// per request. The caller writes a batch of requests, flushes once, and walks over the replies as they come.
/// </summary>
internal sealed class LoadConnection : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly PipeReader _reader;
    private readonly PipeWriter _writer;

    private LoadConnection(Socket socket, Stream stream, Fingerprint certificate)
    {
        _socket = socket;
        _stream = stream;
        Certificate = certificate;
        _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 128 * 1024, minimumReadSize: 16 * 1024));
        _writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: 128 * 1024));
    }

    internal Fingerprint Certificate { get; }

    internal HelloReply Hello { get; private set; } = null!;

    internal static async Task<LoadConnection> ConnectAsync(RelayAddress address, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = address.Host,
                EnabledSslProtocols = SslProtocols.Tls13,
                RemoteCertificateValidationCallback = (_, certificate, _, _) => Accepts(certificate, address.Pin),
            },
            cancellationToken);
        var certificate = new Fingerprint(SHA256.HashData(tls.RemoteCertificate!.GetRawCertData()));
        var connection = new LoadConnection(socket, tls, certificate);
        connection.Hello = await connection.RequestAsync<HelloRequest, HelloReply>(
            new HelloRequest(ProtocolLimits.Version, ProtocolLimits.Version, 0, "sdtp-load"), cancellationToken);
        return connection;
    }

    internal void Write<T>(uint requestId, in T message)
        where T : IWireMessage<T>
        => FrameWriter.Write(_writer, requestId, message);

    internal async ValueTask FlushAsync(CancellationToken cancellationToken) => await _writer.FlushAsync(cancellationToken);

    /// <summary>Waits until at least one frame has come and hands every whole one to <paramref name="onFrame"/>.</summary>
    internal async ValueTask ReadAsync(Action<Frame> onFrame, CancellationToken cancellationToken)
    {
        for (var frames = 0; frames == 0;)
        {
            var result = await _reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            FrameReadStatus status;
            while ((status = FrameReader.TryRead(ref buffer, out var frame)) == FrameReadStatus.Frame)
            {
                frames++;
                onFrame(frame);
            }

            _reader.AdvanceTo(buffer.Start, buffer.End);
            if (status != FrameReadStatus.NeedMore)
            {
                throw new InvalidDataException($"The relay sent a frame that is {status}.");
            }

            if (frames == 0 && result.IsCompleted)
            {
                throw new EndOfStreamException("The relay closed the connection.");
            }
        }
    }

    /// <summary>One request and its reply, for setting the stage.</summary>
    internal async Task<TReply> RequestAsync<TRequest, TReply>(TRequest request, CancellationToken cancellationToken)
        where TRequest : IWireMessage<TRequest>
        where TReply : IWireMessage<TReply>
    {
        Write(1, request);
        await FlushAsync(cancellationToken);
        TReply? reply = default;
        Problem? problem = null;
        await ReadAsync(
            frame =>
            {
                if (frame.Type == TReply.Type && FrameBody.TryRead<TReply>(frame, out var read))
                {
                    reply = read;
                }
                else
                {
                    problem = ProblemOf(frame);
                }
            },
            cancellationToken);
        return problem is null ? reply! : throw new LoadRefusedException(problem.Value);
    }

    internal static Problem ProblemOf(in Frame frame) => frame.Type switch
    {
        FrameType.Error when FrameBody.TryRead<ErrorReply>(frame, out var error) => error.Problem,
        FrameType.Notice when FrameBody.TryRead<Notice>(frame, out var notice) => notice.Problem,
        _ => throw new InvalidDataException($"The relay sent an unexpected {frame.Type}."),
    };

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _socket.Dispose();
    }

    private static bool Accepts(X509Certificate? certificate, Fingerprint? pin)
    {
        if (certificate is null)
        {
            return false;
        }

        using var parsed = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return pin is null || pin == new Fingerprint(SHA256.HashData(parsed.PublicKey.ExportSubjectPublicKeyInfo()));
    }
}

/// <summary>The relay refused what the generator cannot go on without.</summary>
internal sealed class LoadRefusedException(Problem problem) : Exception($"{problem.Code.WireName()}: {problem.Detail}")
{
    internal Problem Problem { get; } = problem;
}
