using System.Collections.Concurrent;
using Sdtp.Client.Tests.Fakes;
using Sdtp.Protocol;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Wire;
using Sdtp.TestKit;

namespace Sdtp.Client.Tests.Connection;

public sealed class SessionTests : IAsyncLifetime
{
    private readonly TestFolder _home = new();
    private FakeRelay _relay = FakeRelay.Start();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _relay.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task The_first_connection_registers_and_later_ones_log_in()
    {
        await using var alice = await Person.JoinAsync(_home, "Alice", _relay);
        await alice.RestartAsync();

        Assert.Equal(1, _relay.CountOf(FrameType.Register));
        Assert.Equal(2, _relay.CountOf(FrameType.Login));
        Assert.Equal(alice.Profile.UserId, _relay.UserNamed("alice").UserId);
        Assert.Equal(ConnectionState.Online, alice.Messenger.State);
    }

    [Fact]
    public async Task A_taken_name_fails_connecting_with_the_relays_code()
    {
        using var other = FakePeer.Join(_relay, "alice");
        await using var alice = Person.Make(_home, "Alice", _relay);

        var error = await Assert.ThrowsAsync<RelayException>(alice.ConnectAsync);

        Assert.Equal(ErrorCode.UsernameTaken, error.Code);
    }

    [Fact]
    public async Task A_lost_connection_is_told_and_mended()
    {
        await using var alice = await Person.JoinAsync(_home, "Alice", _relay);
        var states = Observe(alice, out var online);

        _relay.DropConnections();

        await online.WaitAsync(Cancel);
        Assert.Equal([ConnectionState.Reconnecting, ConnectionState.Online], states);
        Assert.Equal(2, _relay.ConnectionsMade);
    }

    [Fact]
    public async Task Reconnecting_goes_on_until_the_relay_is_back()
    {
        await using var alice = await Person.JoinAsync(_home, "Alice", _relay);
        Observe(alice, out var online);
        var (port, certificate, serverId, users) = (_relay.Port, _relay.Certificate!, _relay.ServerId, _relay.Users);
        using var kept = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadPkcs12(
            certificate.Export(System.Security.Cryptography.X509Certificates.X509ContentType.Pkcs12), null);

        await _relay.DisposeAsync();
        _relay = FakeRelay.Start(port, kept, serverId);
        foreach (var (id, user) in users)
        {
            _relay.Users[id] = user;
        }

        await online.WaitAsync(Cancel);
        Assert.Equal(ConnectionState.Online, alice.Messenger.State);
    }

    [Fact]
    public async Task A_relay_that_comes_back_with_another_key_ends_the_messenger_with_that_reason()
    {
        await using var alice = await Person.JoinAsync(_home, "Alice", _relay);
        var failed = new TaskCompletionSource<SdtpClientException?>();
        alice.Messenger.ConnectionChanged += (_, e) => _ = e.State == ConnectionState.Failed && failed.TrySetResult(e.Error);
        var port = _relay.Port;

        await _relay.DisposeAsync();
        _relay = FakeRelay.Start(port);

        Assert.IsType<ServerIdentityChangedException>(await failed.Task.WaitAsync(Cancel));
        await Assert.ThrowsAsync<ServerIdentityChangedException>(() => alice.Messenger.SendAsync(Username.Parse("bob"), "hi", Cancel));
        await Assert.ThrowsAsync<ServerIdentityChangedException>(alice.FetchAsync);
    }

    [Fact]
    public async Task A_changed_serverId_and_a_forgotten_registration_are_told_as_warnings()
    {
        var certificate = FakeRelay.MakeCertificate();
        await using (var first = FakeRelay.Start(certificate: certificate))
        {
            await using var alice = await Person.JoinAsync(_home, "Alice", first);
            first.Users.Clear();
            await alice.RestartAsync();
            Assert.Equal([WarningKind.RegisteredAgain], await WarningsAsync(alice, 1));

            using var kept = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadPkcs12(
                certificate.Export(System.Security.Cryptography.X509Certificates.X509ContentType.Pkcs12), null);
            var port = first.Port;
            await first.DisposeAsync();
            await using var second = FakeRelay.Start(port, kept);
            await alice.RestartAsync();
            Assert.Equal([WarningKind.ServerIdChanged], await WarningsAsync(alice, 1));
        }
    }

    [Fact]
    public async Task A_failure_of_the_local_store_while_reconnecting_ends_the_messenger_with_that_reason()
    {
        await using var alice = await Person.JoinAsync(_home, "Alice", _relay);
        var failed = new TaskCompletionSource<SdtpClientException?>();
        alice.Messenger.ConnectionChanged += (_, e) => _ = e.State == ConnectionState.Failed && failed.TrySetResult(e.Error);
        var store = $"Data Source={Path.Combine(_home.Path, "alice", "store.db")};Pooling=False";
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection(store))
        {
            connection.Open();
            await using var command = connection.CreateCommand();
            command.CommandText = "DROP TABLE settings";
            command.ExecuteNonQuery();
        }

        _relay.DropConnections();

        Assert.IsType<LocalFailureException>(await failed.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel));
        await Assert.ThrowsAsync<LocalFailureException>(() => alice.Messenger.SendAsync(Username.Parse("bob"), "hi", Cancel));
    }

    [Theory]
    [InlineData(-100)]
    [InlineData(100)]
    public async Task An_identity_with_a_key_that_the_relay_would_refuse_registers_with_a_new_one(int daysOff)
    {
        var now = TimeProvider.System.GetUtcNow();
        var wrong = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(now.AddDays(daysOff));
        await using var alice = Person.Make(_home, "Alice", _relay, Person.Quick with { Clock = wrong });

        alice.Options = Person.Quick;
        await alice.ConnectAsync();

        Assert.True(_relay.UserNamed("alice").SealingKey.IsPublishableAt(now));
        Assert.Equal(2u, _relay.UserNamed("alice").SealingKey.Number);
    }

    [Fact]
    public async Task Logging_out_tells_the_relay_and_closes()
    {
        await using var alice = await Person.JoinAsync(_home, "Alice", _relay);

        await alice.Messenger.LogoutAsync(Cancel);

        Assert.Equal(1, _relay.CountOf(FrameType.Logout));
        Assert.Equal(ConnectionState.Closed, alice.Messenger.State);
    }

    [Fact]
    public async Task Disposing_ends_every_call_in_progress()
    {
        _relay.Script = r => r.Type == FrameType.Lookup ? Verdict.Ignore : Verdict.Obey;
        await using var alice = await Person.JoinAsync(_home, "Alice", _relay);
        var lookup = alice.Messenger.LookupAsync(Username.Parse("bob"), Cancel);
        var send = alice.Messenger.SendAsync(Username.Parse("carol"), "hi", Cancel);
        var receive = alice.ReceiveAsync(1);
        await _relay.UntilAsync(() => _relay.CountOf(FrameType.Lookup) == 2 && _relay.CountOf(FrameType.Subscribe) == 1, Cancel);

        await alice.Messenger.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lookup);
        await Assert.ThrowsAsync<ConnectionLostException>(() => send);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receive);
    }

    [Fact]
    public async Task A_refused_login_is_tried_again_when_it_may_pass()
    {
        await using var alice = await Person.JoinAsync(_home, "Alice", _relay);
        Observe(alice, out var online);
        var logins = _relay.CountOf(FrameType.Login);
        _relay.Script = r => r.Type == FrameType.Login && _relay.CountOf(FrameType.Login) <= logins + 2
            ? Verdict.Refuse(ErrorCode.TryAgain)
            : Verdict.Obey;

        _relay.DropConnections();

        await online.WaitAsync(Cancel);
        Assert.Equal(logins + 3, _relay.CountOf(FrameType.Login));
    }

    private static ConcurrentQueue<ConnectionState> Observe(Person person, out Task online)
    {
        var states = new ConcurrentQueue<ConnectionState>();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        person.Messenger.ConnectionChanged += (_, e) =>
        {
            states.Enqueue(e.State);
            if (e.State == ConnectionState.Online)
            {
                done.TrySetResult();
            }
        };
        online = done.Task;
        return states;
    }

    private static async Task<List<WarningKind>> WarningsAsync(Person person, int count)
    {
        var heard = new List<WarningKind>();
        var done = new TaskCompletionSource();
        person.Messenger.Warned += (_, e) =>
        {
            heard.Add(e.Kind);
            if (heard.Count == count)
            {
                done.TrySetResult();
            }
        };
        await done.Task.WaitAsync(Cancel);
        return heard;
    }
}
