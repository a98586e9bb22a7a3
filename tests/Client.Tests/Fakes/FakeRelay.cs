using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sdtp.Protocol;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Client.Tests.Fakes;

/// <summary>What the script of a test makes of one request.</summary>
internal abstract record Verdict
{
    /// <summary>Do what a relay does.</summary>
    internal static readonly Verdict Obey = new ObeyVerdict();

    /// <summary>Close the connection without doing it.</summary>
    internal static readonly Verdict Drop = new DropVerdict();

    /// <summary>Do it, and close the connection instead of answering.</summary>
    internal static readonly Verdict ObeyThenDrop = new ObeyThenDropVerdict();

    /// <summary>Never answer.</summary>
    internal static readonly Verdict Ignore = new IgnoreVerdict();

    /// <summary>Answer with an error.</summary>
    internal static Verdict Refuse(ErrorCode code, uint retryAfterMs = 0) => new RefuseVerdict(code, retryAfterMs);

    internal sealed record ObeyVerdict : Verdict;

    internal sealed record DropVerdict : Verdict;

    internal sealed record ObeyThenDropVerdict : Verdict;

    internal sealed record IgnoreVerdict : Verdict;

    internal sealed record RefuseVerdict(ErrorCode Code, uint RetryAfterMs) : Verdict;
}

/// <summary>One request as the relay saw it.</summary>
internal sealed record SeenRequest(int Connection, FrameType Type, byte[] Body);

/// <summary>A registered user of the fake relay, with a mailbox.</summary>
internal sealed class FakeUser(UserId userId, P256PublicKey publicKey, Username username, SealingKeyRecord sealingKey)
{
    internal UserId UserId { get; } = userId;

    internal P256PublicKey PublicKey { get; set; } = publicKey;

    internal Username Username { get; set; } = username;

    internal SealingKeyRecord SealingKey { get; set; } = sealingKey;

    internal List<StoredMessage> Mailbox { get; } = [];

    internal ulong First { get; set; } = 1;

    internal ulong Next { get; set; } = 1;

    internal FakeConnection? Receiver { get; set; }
}

/// <summary>
/// A relay for tests: the real frames over real sockets and TLS, state in memory, and a script that may interfere with any request.
/// </summary>
internal sealed class FakeRelay : IAsyncDisposable
{
    private static readonly DateTimeOffset NotBefore = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<int, FakeConnection> _connections = new();
    private readonly ConcurrentBag<Task> _tasks = [];
    private readonly Task _accepting;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lastConnection;
    private int _disposed;

    private FakeRelay(int port, X509Certificate2? certificate)
    {
        Certificate = certificate;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    internal Lock State { get; private init; } = new();

    internal X509Certificate2? Certificate { get; }

    internal int Port { get; }

    internal ServerId ServerId { get; init; } = ServerId.New();

    internal Dictionary<RelayLimit, ulong> Limits { get; } = new() { [RelayLimit.RetentionSeconds] = 30 * 24 * 3600 };

    internal Dictionary<UserId, FakeUser> Users { get; private init; } = [];

    internal ConcurrentQueue<SeenRequest> Requests { get; } = new();

    /// <summary>The script: called for every request, under no lock.</summary>
    internal Func<SeenRequest, Verdict> Script { get; set; } = static _ => Verdict.Obey;

    /// <summary>What LOOKUP answers about a user; the truth unless a test lies.</summary>
    internal Func<FakeUser, LookupReply> LookupAnswer { get; set; } =
        static user => new LookupReply(user.PublicKey, user.Username, user.SealingKey);

    internal Fingerprint Pin => new(SHA256.HashData(Certificate!.PublicKey.ExportSubjectPublicKeyInfo()));

    internal RelayAddress Address => RelayAddress.Parse($"127.0.0.1:{Port}");

    internal RelayAddress PinnedAddress => Address with { Pin = Pin };

    internal int ConnectionsMade => Volatile.Read(ref _lastConnection);

    internal static FakeRelay Start(int port = 0, X509Certificate2? certificate = null, ServerId? serverId = null) =>
        new(port, certificate ?? MakeCertificate()) { ServerId = serverId ?? ServerId.New() };

    internal static FakeRelay StartPlain() => new(0, null);

    /// <summary>Another gateway of the same relay: same key, serverID and mailboxes.</summary>
    internal static FakeRelay StartBeside(FakeRelay first) =>
        new(0, X509CertificateLoader.LoadPkcs12(first.Certificate!.Export(X509ContentType.Pkcs12), null))
        {
            ServerId = first.ServerId,
            Users = first.Users,
            State = first.State,
        };

    internal static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=fake relay", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(NotBefore, NotBefore.AddYears(80));
    }

    /// <summary>The user with a name.</summary>
    internal FakeUser UserNamed(string name)
    {
        lock (State)
        {
            return Users.Values.First(u => u.Username == Username.Parse(name));
        }
    }

    internal int CountOf(FrameType type) => Requests.Count(r => r.Type == type);

    /// <summary>Puts an envelope into a mailbox as if <paramref name="sender"/> had sent it.</summary>
    internal void Store(FakeUser recipient, UserId sender, ReadOnlyMemory<byte> envelope)
    {
        lock (State)
        {
            recipient.Mailbox.Add(new StoredMessage(recipient.Next++, sender, 1_700_000_000_000, envelope));
        }

        recipient.Receiver?.Wake();
        Changed();
    }

    /// <summary>Cuts every connection, as a crash of the relay would.</summary>
    internal void DropConnections()
    {
        foreach (var connection in _connections.Values)
        {
            connection.Drop();
        }
    }

    /// <summary>Pushes a notice to every connection.</summary>
    internal void Notify(ErrorCode code)
    {
        foreach (var connection in _connections.Values)
        {
            connection.Push(new Notice(new Problem(code, 0, "by the test")));
        }
    }

    /// <summary>Closes every connection with a reason.</summary>
    internal void CloseAll(ErrorCode code, string detail)
    {
        foreach (var connection in _connections.Values)
        {
            connection.CloseWith(code, detail);
        }
    }

    /// <summary>Delivers to a subscriber everything again that it has not acknowledged.</summary>
    internal static void DeliverAgain(FakeUser user)
    {
        user.First = 1;
        user.Receiver?.DeliverAgain();
    }

    /// <summary>Waits until the condition holds; it is looked at again after every request.</summary>
    internal async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (condition())
            {
                return;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    internal void Changed() =>
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync();
        _listener.Stop();
        DropConnections();
        await _accepting;
        await Task.WhenAll(_tasks);
        _stopping.Dispose();
        Certificate?.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stopping.Token);
                var connection = new FakeConnection(this, Interlocked.Increment(ref _lastConnection), socket);
                _connections[connection.Number] = connection;
                _tasks.Add(ServeAsync(connection));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The relay was stopped; a listener that has just been stopped says that it was never started.
        }
    }

    private async Task ServeAsync(FakeConnection connection)
    {
        await connection.RunAsync();
        _connections.TryRemove(connection.Number, out _);
        Changed();
    }
}
