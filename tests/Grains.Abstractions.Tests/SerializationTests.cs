using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Protocol.Identifiers;
using Xunit;
using ErrorCode = Sdtp.Protocol.ErrorCode;

namespace Sdtp.Grains.Abstractions.Tests;

public sealed class SerializationTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    [Fact]
    public void A_user_id_crosses_between_silos()
    {
        var userId = SomeUser(7);

        var arrived = RoundTrip(userId);

        Assert.Equal(userId, arrived);
    }

    [Fact]
    public void An_append_batch_arrives_whole()
    {
        var batch = new AppendBatch(SomeUser(1), [[1, 2, 3], [4]]);

        var arrived = RoundTrip(batch);

        Assert.Equal(batch.Sender, arrived.Sender);
        Assert.Equal(batch.Envelopes, arrived.Envelopes);
    }

    [Fact]
    public void An_append_result_tells_stored_and_refused_apart()
    {
        var result = new AppendResult([5, 0], [null, new Refusal(ErrorCode.MailboxFull, "wait", 250)]);

        var arrived = RoundTrip(result);

        Assert.Equal(result.Sequences, arrived.Sequences);
        Assert.Equal(result.Refusals, arrived.Refusals);
    }

    [Fact]
    public void A_page_of_messages_arrives_whole()
    {
        var page = new ReadResult(null, 3, 5, [new(3, SomeUser(9), 1_700_000_000_000, new byte[] { 8, 7, 6 })]);

        var arrived = RoundTrip(page);

        var message = Assert.Single(arrived.Messages);
        Assert.Equal((page.First, page.Next), (arrived.First, arrived.Next));
        Assert.Equal((page.Messages[0].Sequence, page.Messages[0].Sender), (message.Sequence, message.Sender));
        Assert.Equal(page.Messages[0].Envelope.ToArray(), message.Envelope.ToArray());
    }

    [Fact]
    public void A_lease_ticket_compares_by_value_after_the_crossing()
    {
        var ticket = new LeaseTicket(new Guid("7f2a3c58-0f5e-4f36-9d5c-0d4a5a1f7b11"), 42);

        var arrived = RoundTrip(ticket);

        Assert.Equal(ticket, arrived);
    }

    public void Dispose() => _services.Dispose();

    private static UserId SomeUser(byte fill) => new(Enumerable.Repeat(fill, 32).ToArray());

    private T RoundTrip<T>(T value)
    {
        var serializer = _services.GetRequiredService<Serializer>();
        return serializer.Deserialize<T>(serializer.SerializeToArray(value))!;
    }
}
