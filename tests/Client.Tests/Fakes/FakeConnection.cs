using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Threading.Channels;
using Sdtp.Protocol;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Client.Tests.Fakes;

/// <summary>One connection of the fake relay: frames in order, one at a time; everything outbound through one queue.</summary>
internal sealed partial class FakeConnection(FakeRelay relay, int number, Socket socket)
{
    private readonly Channel<byte[]> _outbound = Channel.CreateUnbounded<byte[]>();
    private readonly byte[] _serverNonce = RandomNumberGenerator.GetBytes(32);
    private bool _dropping;

    internal int Number { get; } = number;

    internal UserId? UserId { get; private set; }

    internal async Task RunAsync()
    {
        try
        {
            await using var stream = await OpenAsync();
            var writing = WriteAsync(stream);
            await ReadAsync(stream);
            _outbound.Writer.TryComplete();
            await writing;
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or AuthenticationException)
        {
            // The other side, or the test, cut the connection.
        }
        finally
        {
            _outbound.Writer.TryComplete();
            LeaveReceiver();
            socket.Dispose();
        }
    }

    internal void Drop()
    {
        _dropping = true;
        socket.Dispose();
    }

    internal void Push<T>(in T message)
        where T : IWireMessage<T> => Reply(0, message);

    internal void CloseWith(ErrorCode code, string detail)
    {
        Push(new ErrorReply(new Problem(code, 0, detail)));
        _outbound.Writer.TryComplete();
    }

    private async Task<Stream> OpenAsync()
    {
        var network = new NetworkStream(socket, ownsSocket: true);
        if (relay.Certificate is null)
        {
            return network;
        }

        var tls = new SslStream(network);
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = relay.Certificate, EnabledSslProtocols = SslProtocols.Tls13 });
        return tls;
    }

    private async Task ReadAsync(Stream stream)
    {
        var buffer = new byte[2 * ProtocolLimits.FrameBytesMax];
        var filled = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(filled));
            if (read == 0)
            {
                return;
            }

            filled += read;
            var sequence = new ReadOnlySequence<byte>(buffer, 0, filled);
            while (FrameReader.TryRead(ref sequence, out var frame) == FrameReadStatus.Frame)
            {
                Serve(frame);
                if (_dropping)
                {
                    return;
                }
            }

            sequence.ToArray().CopyTo(buffer, 0);
            filled = (int)sequence.Length;
        }
    }

    private async Task WriteAsync(Stream stream)
    {
        await foreach (var frame in _outbound.Reader.ReadAllAsync())
        {
            await stream.WriteAsync(frame);
        }

        await stream.FlushAsync();
        socket.Shutdown(SocketShutdown.Send);
    }

    private void Serve(in Frame frame)
    {
        var request = new SeenRequest(Number, frame.Type, frame.Body.ToArray());
        relay.Requests.Enqueue(request);
        switch (relay.Script(request))
        {
            case Verdict.RefuseVerdict refuse:
                Refuse(frame.RequestId, refuse.Code, refuse.RetryAfterMs);
                if (frame.Type == FrameType.Send)
                {
                    NoteRefusedSend(request.Body, refuse.Code);
                }

                break;
            case Verdict.DropVerdict:
                Drop();
                break;
            case Verdict.ObeyThenDropVerdict:
                Obey(frame, answer: false);
                Drop();
                break;
            case Verdict.IgnoreVerdict:
                break;
            default:
                Obey(frame, answer: true);
                break;
        }

        relay.Changed();
    }

    private void Refuse(uint requestId, ErrorCode code, uint retryAfterMs = 0) =>
        Reply(requestId, new ErrorReply(new Problem(code, retryAfterMs, "by the test's script")));

    private void Reply<T>(uint requestId, in T message)
        where T : IWireMessage<T>
    {
        var writer = new ArrayBufferWriter<byte>();
        FrameWriter.Write(writer, requestId, message);
        _outbound.Writer.TryWrite(writer.WrittenSpan.ToArray());
    }
}
