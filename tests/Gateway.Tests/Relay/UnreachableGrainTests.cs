using Sdtp.Gateway.Tests.Support;
using Sdtp.Protocol.Messages;

namespace Sdtp.Gateway.Tests.Relay;

/// <summary>A grain that does not answer, because it is moving or its silo is gone: a client is told, and its connection stays.</summary>
public sealed class UnreachableGrainTests : IAsyncLifetime
{
    private TestRelay _relay = null!;

    public static TheoryData<string> Faults => [.. FaultsByName.Keys];

    private static Dictionary<string, Func<Exception>> FaultsByName { get; } = new()
    {
        ["no answer in time"] = () => new TimeoutException("Response did not arrive on time."),
        ["its silo is gone"] = () => new Orleans.Runtime.SiloUnavailableException("The silo is dead."),
        ["the client has no silo"] = () => new Orleans.Runtime.Messaging.ConnectionFailedException("No gateways available."),
        ["the activation could not be made"] = () => new Orleans.Runtime.OrleansException("Failed to activate."),
        ["cancelled"] = () => new OperationCanceledException(),
    };

    public async ValueTask InitializeAsync() => _relay = await TestRelay.StartAsync();

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Every_request_is_answered_TRY_AGAIN_and_works_when_it_is_repeated(string fault)
    {
        using var alice = new TestPerson();
        using var bob = new TestPerson();
        await using var other = await RawClient.GreetAsync(_relay.EndPoint);
        await using var client = await RawClient.RegisterAsync(_relay.EndPoint, alice);
        await client.AskAsync(new SubscribeRequest(0, 10));
        (await client.AskAsync(new SendRequest(1, alice.Envelope()))).As<SendReply>();
        var envelope = alice.Envelope();

        _relay.Door.Break(() => Task.FromException(FaultsByName[fault]()));
        ErrorCode[] codes =
        [
            (await other.AskToRegisterAsync(bob)).Code,
            (await other.AskToLogInAsync(alice)).Code,
            await client.AskForErrorAsync(LookupRequest.For(alice.Username)),
            await client.AskForErrorAsync(LookupRequest.For(alice.UserId)),
            await client.AskForErrorAsync(new SendRequest(1, envelope)),
            await client.AskForErrorAsync(new FetchRequest(0, 10)),
            await client.AskForErrorAsync(new AckRequest(1)),
            await client.AskForErrorAsync(new PublishKeyRequest(alice.SealingKey(2).ToArray())),
            await client.AskForErrorAsync(new SubscribeRequest(0, 10)),
        ];
        _relay.Door.Break(null);

        Assert.All(codes, code => Assert.Equal(ErrorCode.TryAgain, code));
        (await other.AskToRegisterAsync(bob)).As<RegisterReply>();
        (await client.AskAsync(LookupRequest.For(bob.Username))).As<LookupReply>();
        Assert.Equal(2UL, (await client.AskAsync(new SendRequest(2, envelope))).As<SendReply>().Sequence);
        (await client.AskAsync(new SubscribeRequest(0, 10))).As<SubscribeReply>();
        (await client.AskAsync(new AckRequest(1))).As<AckReply>();
    }

    [Fact]
    public async Task A_send_that_does_not_come_back_after_a_change_of_the_cluster_is_answered_and_its_retry_keeps_its_place()
    {
        _relay.Cluster.Watch();
        using var alice = new TestPerson();
        await using var client = await RawClient.RegisterAsync(_relay.EndPoint, alice);
        var envelope = alice.Envelope();
        _relay.Log.Hold(alice.UserId);
        var send = client.Write(new SendRequest(1, envelope));
        await client.FlushAsync();
        await _relay.Log.AppendedAsync(alice.UserId);

        _relay.Cluster.Report();

        Assert.Equal(ErrorCode.TryAgain, (await client.AnswerAsync(send)).Code);
        _relay.Log.Release(alice.UserId);
        Assert.Equal(1UL, (await client.AskAsync(new SendRequest(2, envelope))).As<SendReply>().Sequence);
        Assert.Single(await client.FetchAllAsync());
    }

    [Fact]
    public async Task A_request_that_does_not_come_back_after_a_change_of_the_cluster_is_answered()
    {
        _relay.Cluster.Watch();
        using var alice = new TestPerson();
        await using var client = await RawClient.RegisterAsync(_relay.EndPoint, alice);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var silent = new TaskCompletionSource();
        _relay.Door.Break(() =>
        {
            asked.TrySetResult();
            return silent.Task;
        });
        var lookup = client.Write(LookupRequest.For(alice.UserId));
        await client.FlushAsync();
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);

        _relay.Cluster.Report();

        Assert.Equal(ErrorCode.TryAgain, (await client.AnswerAsync(lookup)).Code);
        silent.SetResult();
    }
}
