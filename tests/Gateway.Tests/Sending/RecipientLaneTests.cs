using Sdtp.Gateway.Sending;

namespace Sdtp.Gateway.Tests.Sending;

public sealed class RecipientLaneTests
{
    private readonly RecipientLane _lane = new();
    private readonly List<PendingSend> _taken = [];

    [Fact]
    public void A_batch_takes_what_waits_in_order()
    {
        Add(1, run: 1);
        Add(2, run: 1);
        Add(3, run: 1);

        _lane.TakeBatch(_taken, messagesMax: 10, bytesMax: 1_000);

        Assert.Equal([1u, 2u, 3u], _taken.Select(send => send.RequestId));
        Assert.False(_lane.HasWaiting);
    }

    [Fact]
    public void A_batch_is_bounded_by_messages_and_bytes_and_holds_at_least_one()
    {
        Add(1, run: 1, bytes: 500);
        Add(2, run: 1, bytes: 50);
        Add(3, run: 1, bytes: 50);
        Add(4, run: 1, bytes: 50);

        _lane.TakeBatch(_taken, messagesMax: 10, bytesMax: 100);
        Assert.Equal([1u], _taken.Select(send => send.RequestId));
        _lane.TakeBatch(_taken, messagesMax: 10, bytesMax: 100);
        Assert.Equal([2u, 3u], _taken.Select(send => send.RequestId));
        _lane.TakeBatch(_taken, messagesMax: 1, bytesMax: 100);
        Assert.Equal([4u], _taken.Select(send => send.RequestId));
    }

    [Fact]
    public void A_batch_holds_one_run()
    {
        Add(1, run: 1);
        Add(2, run: 2);

        _lane.TakeBatch(_taken, messagesMax: 10, bytesMax: 1_000);

        Assert.Equal([1u], _taken.Select(send => send.RequestId));
    }

    [Fact]
    public void A_closed_gate_refuses_its_run_and_lower_ones_and_gives_back_what_waits_behind_it()
    {
        Add(1, run: 3);
        Add(2, run: 4);
        Add(3, run: 3);
        var overtaken = new List<PendingSend>();

        _lane.CloseGate(3, overtaken);

        Assert.Equal([1u, 3u], overtaken.Select(send => send.RequestId));
        Assert.True(_lane.Refuses(3));
        Assert.True(_lane.Refuses(2));
        Assert.False(_lane.Refuses(4));
        Assert.True(_lane.HasWaiting);
    }

    [Fact]
    public void A_gate_opens_when_a_later_run_was_stored_and_not_before()
    {
        _lane.CloseGate(3, []);

        _lane.OpenGateAfter(3);
        Assert.True(_lane.IsGateClosed);
        _lane.OpenGateAfter(4);
        Assert.False(_lane.IsGateClosed);
    }

    [Fact]
    public void A_late_refusal_of_a_lower_run_does_not_open_a_higher_gate()
    {
        _lane.CloseGate(5, []);

        _lane.CloseGate(3, []);

        Assert.True(_lane.Refuses(5));
    }

    private void Add(uint id, uint run, int bytes = 10) => _lane.Add(new PendingSend(id, run, new byte[bytes]));
}
