using Sdtp.Gateway.Tests.Support;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Gateway.Tests.Relay;

/// <summary>What one connection does, or fails to do, is nobody else's business.</summary>
public sealed class IsolationTests(SharedRelay relay)
{
    [Fact]
    public async Task Garbage_on_some_connections_does_not_disturb_another()
    {
        const int rounds = 40;
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        using var alice = new TestPerson();
        await using var good = await RawClient.RegisterAsync(relay.EndPoint, alice);

        for (var round = 0; round < rounds; round++)
        {
            await using var bad = round % 2 == 0 ? await RawClient.ConnectAsync(relay.EndPoint) : await RawClient.GreetAsync(relay.EndPoint);
            var garbage = new byte[random.Next(1, 4_096)];
            random.NextBytes(garbage);
            if (round % 4 >= 2)
            {
                // A believable frame around it reaches the body parsers.
                garbage = ProtocolErrorTests.Request((FrameType)random.Next(1, 0x17), (uint)round + 1, garbage);
            }

            await bad.SendBytesAsync(garbage);
            var sent = (await good.AskAsync(new SendRequest(1, alice.Envelope()))).As<SendReply>();
            Assert.True(sent.Sequence == (ulong)round + 1, $"Seed {seed}, round {round}: sequence {sent.Sequence}.");
        }
    }

    [Fact]
    public async Task Noise_in_place_of_a_tls_handshake_does_not_disturb_another()
    {
        using var alice = new TestPerson();
        await using var good = await RawClient.RegisterAsync(relay.EndPoint, alice);
        await using var bad = await RawClient.ConnectAsync(relay.EndPoint, tls: false);

        await bad.SendBytesAsync("GET / HTTP/1.1\r\nHost: relay\r\n\r\n"u8.ToArray());
        await bad.DiscardToEndAsync();

        Assert.Equal(1UL, (await good.AskAsync(new SendRequest(1, alice.Envelope()))).As<SendReply>().Sequence);
    }

    [Fact]
    public async Task A_reader_that_takes_nothing_does_not_slow_another()
    {
        const int messages = 60;
        const int length = 60_000;
        await using var own = await TestRelay.StartAsync(options =>
        {
            options.OutboundBytesMax = 128 * 1024;
            options.DeliveryWindowMax = 4_096;
        });
        using var alice = new TestPerson();
        using var slow = new TestPerson();
        using var quick = new TestPerson();
        await using var sender = await RawClient.RegisterAsync(own.EndPoint, alice);
        await using var stuck = await RawClient.RegisterAsync(own.EndPoint, slow, receiveBufferBytes: 8 * 1024);
        await using var reader = await RawClient.RegisterAsync(own.EndPoint, quick);
        stuck.Write(new SubscribeRequest(0, 4_096));
        await stuck.FlushAsync();
        (await reader.AskAsync(new SubscribeRequest(0, 4_096))).As<SubscribeReply>();

        var received = new List<ulong>();
        for (var i = 0; i < messages; i++)
        {
            (await sender.AskAsync(new SendRequest(1, slow.Envelope(length)))).As<SendReply>();
            (await sender.AskAsync(new SendRequest(1, quick.Envelope(length)))).As<SendReply>();
            var page = (await reader.NextPushAsync()).As<Deliver>().Page;
            received.AddRange(page.Messages.Select(message => message.Sequence));
        }

        Assert.Equal(Enumerable.Range(1, messages).Select(i => (ulong)i), received);

        // Nothing was lost for the slow one either: it gets everything once it reads.
        var late = new List<ulong>();
        while (late.Count < messages)
        {
            var frame = await stuck.NextAsync() ?? throw new InvalidOperationException("The slow reader was cut off.");
            if (frame.Type == FrameType.Deliver)
            {
                late.AddRange(frame.As<Deliver>().Page.Messages.Select(message => message.Sequence));
            }
        }

        Assert.Equal(received, late);
    }
}
