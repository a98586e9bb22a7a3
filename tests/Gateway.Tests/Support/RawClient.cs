using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Gateway.Tests.Support;

/// <summary>A frame that outlives its buffer.</summary>
internal sealed record ReceivedFrame(FrameType Type, uint Id, byte[] Body)
{
    public T As<T>()
        where T : IWireMessage<T>
    {
        Assert.Equal(T.Type, Type);
        Assert.True(T.TryRead(Body, out var message), $"The body of a {Type} breaks its grammar.");
        return message;
    }

    public ErrorCode Code => Type == FrameType.Notice ? As<Notice>().Problem.Code : As<ErrorReply>().Problem.Code;
}

/// <summary>A client on sockets and the protocol's words, and nothing else: it does what a test says, also what no client should.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly PipeReader _reader;
    private readonly ArrayBufferWriter<byte> _unsent = new();
    private readonly List<ReceivedFrame> _passedOver = [];
    private uint _lastId;

    private RawClient(Socket socket, Stream stream, Fingerprint certificate)
    {
        _socket = socket;
        _stream = stream;
        _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        Certificate = certificate;
    }

    /// <summary>What login proofs on this connection name.</summary>
    public Fingerprint Certificate { get; set; }

    public ServerId ServerId { get; private set; }

    public HelloReply? Hello { get; private set; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<RawClient> ConnectAsync(IPEndPoint endPoint, bool tls = true, int? receiveBufferBytes = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBufferBytes is { } bytes)
        {
            socket.ReceiveBufferSize = bytes;
        }

        await socket.ConnectAsync(endPoint, Cancelled);
        var stream = new NetworkStream(socket, ownsSocket: true);
        if (!tls)
        {
            return new RawClient(socket, stream, Fingerprint.None);
        }

        var ssl = new SslStream(stream);
        await ssl.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "relay",
                EnabledSslProtocols = SslProtocols.Tls13,
                // Self-signed: the login proof, which names the very certificate, is what holds.
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
            },
            Cancelled);
        return new RawClient(socket, ssl, new Fingerprint(SHA256.HashData(ssl.RemoteCertificate!.GetRawCertData())));
    }

    public static async Task<RawClient> GreetAsync(IPEndPoint endPoint, bool tls = true, int? receiveBufferBytes = null)
    {
        var client = await ConnectAsync(endPoint, tls, receiveBufferBytes);
        client.Hello = (await client.AskAsync(new HelloRequest(1, 1, 0, "raw-test"))).As<HelloReply>();
        client.ServerId = client.Hello.ServerId;
        return client;
    }

    public static async Task<RawClient> RegisterAsync(IPEndPoint endPoint, TestPerson person, int? receiveBufferBytes = null)
    {
        var client = await GreetAsync(endPoint, receiveBufferBytes: receiveBufferBytes);
        (await client.AskToRegisterAsync(person)).As<RegisterReply>();
        return client;
    }

    public static async Task<RawClient> LogInAsync(IPEndPoint endPoint, TestPerson person)
    {
        var client = await GreetAsync(endPoint);
        (await client.AskToLogInAsync(person)).As<LoginReply>();
        return client;
    }

    public async Task<ReadOnlyMemory<byte>> ChallengeAsync() =>
        (await AskAsync(default(ChallengeRequest))).As<ChallengeReply>().ServerNonce;

    public async Task<ReceivedFrame> AskToRegisterAsync(TestPerson person) =>
        await AskAsync(person.Registration(ServerId, await ChallengeAsync(), Certificate));

    public async Task<ReceivedFrame> AskToLogInAsync(TestPerson person) =>
        await AskAsync(person.Login(ServerId, await ChallengeAsync(), Certificate));

    /// <summary>Sends one request and waits for its answer; other frames are kept for <see cref="NextAsync"/>.</summary>
    public async Task<ReceivedFrame> AskAsync<T>(T request)
        where T : IWireMessage<T>
    {
        var id = Write(request);
        await FlushAsync();
        return await AnswerAsync(id);
    }

    public async Task<ErrorCode> AskForErrorAsync<T>(T request)
        where T : IWireMessage<T> => (await AskAsync(request)).Code;

    /// <summary>Everything in the mailbox, page by page and not acknowledged.</summary>
    public async Task<List<StoredMessage>> FetchAllAsync()
    {
        var messages = new List<StoredMessage>();
        while (true)
        {
            var after = messages.Count == 0 ? 0 : messages[^1].Sequence;
            var page = (await AskAsync(new FetchRequest(after, 512))).As<FetchReply>().Page;
            if (page.Messages.Count == 0)
            {
                return messages;
            }

            messages.AddRange(page.Messages);
        }
    }

    public uint Write<T>(T request)
        where T : IWireMessage<T>
    {
        FrameWriter.Write(_unsent, ++_lastId, request);
        return _lastId;
    }

    public async Task FlushAsync()
    {
        await _stream.WriteAsync(_unsent.WrittenMemory, Cancelled);
        _unsent.ResetWrittenCount();
    }

    public Task SendBytesAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes, Cancelled).AsTask();

    /// <summary>Says that nothing more will come, and still listens.</summary>
    public async Task FinishSendingAsync()
    {
        if (_stream is SslStream ssl)
        {
            await ssl.ShutdownAsync();
        }

        _socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>The answer to one request, also when others come first.</summary>
    public async Task<ReceivedFrame> AnswerAsync(uint id)
    {
        for (var i = 0; i < _passedOver.Count; i++)
        {
            if (_passedOver[i].Id == id)
            {
                var found = _passedOver[i];
                _passedOver.RemoveAt(i);
                return found;
            }
        }

        while (true)
        {
            var frame = await ReadFrameAsync()
                ?? throw new InvalidOperationException($"The connection ended before request {id} was answered.");
            if (frame.Id == id)
            {
                return frame;
            }

            _passedOver.Add(frame);
        }
    }

    /// <summary>The next frame of any kind; null at the end of the connection.</summary>
    public async Task<ReceivedFrame?> NextAsync()
    {
        if (_passedOver.Count > 0)
        {
            var first = _passedOver[0];
            _passedOver.RemoveAt(0);
            return first;
        }

        return await ReadFrameAsync();
    }

    /// <summary>The next frame that is no answer.</summary>
    public Task<ReceivedFrame> NextPushAsync() => AnswerAsync(0);

    /// <summary>Reads to the end of the connection and gives the last frame.</summary>
    public async Task<ReceivedFrame?> LastFrameAsync()
    {
        ReceivedFrame? last = null;
        while (await NextAsync() is { } frame)
        {
            last = frame;
        }

        return last;
    }

    /// <summary>Reads to the end of the connection, whatever comes.</summary>
    public async Task DiscardToEndAsync()
    {
        var buffer = new byte[1024];
        try
        {
            while (await _stream.ReadAsync(buffer, Cancelled) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Cut off is an end too.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.CompleteAsync();
        _socket.Dispose();
        try
        {
            await _stream.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The goodbye of TLS has nowhere to go.
        }
    }

    private async Task<ReceivedFrame?> ReadFrameAsync()
    {
        while (true)
        {
            ReadResult read;
            try
            {
                read = await _reader.ReadAsync(Cancelled);
            }
            catch (IOException)
            {
                return null;
            }

            var buffer = read.Buffer;
            var status = FrameReader.TryRead(ref buffer, out var frame);
            var received = status == FrameReadStatus.Frame ? new ReceivedFrame(frame.Type, frame.RequestId, frame.Body.ToArray()) : null;
            _reader.AdvanceTo(buffer.Start, received is null ? buffer.End : buffer.Start);
            if (received is not null)
            {
                return received;
            }

            Assert.Equal(FrameReadStatus.NeedMore, status);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }
}
