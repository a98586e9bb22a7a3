using Sdtp.Gateway.Tests.Support;
using Sdtp.Protocol.Messages;

namespace Sdtp.Gateway.Tests.Relay;

public sealed class SendTests
{
    [Fact]
    public async Task Pipelined_sends_to_one_recipient_keep_their_order()
    {
        await using var relay = await TestRelay.StartAsync();
        using var alice = new TestPerson();
        using var bob = new TestPerson();
        await using var sender = await RawClient.RegisterAsync(relay.EndPoint, alice);
        await using var receiver = await RawClient.RegisterAsync(relay.EndPoint, bob);

        var ids = Enumerable.Range(0, 200).Select(_ => sender.Write(new SendRequest(1, bob.Envelope()))).ToList();
        await sender.FlushAsync();

        for (var i = 0; i < ids.Count; i++)
        {
            Assert.Equal((ulong)i + 1, (await sender.AnswerAsync(ids[i])).As<SendReply>().Sequence);
        }
    }
}
