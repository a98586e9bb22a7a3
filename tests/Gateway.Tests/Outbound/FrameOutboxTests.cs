using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;
using Sdtp.Gateway.Outbound;
using Sdtp.Gateway.Tests.Support;
using Sdtp.Protocol.Messages;

namespace Sdtp.Gateway.Tests.Outbound;

public sealed class FrameOutboxTests
{
    private const int PingBytes = 17;
    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_gathers_during_a_write_leaves_in_the_next_one_in_order()
    {
        var stream = new HeldStream();
        var outbox = new FrameOutbox(stream, bytesMax: 1_000, _clock);
        outbox.Write(1, new PingReply(1));
        await stream.WritingAsync();

        outbox.Write(2, new PingReply(2));
        outbox.Write(3, new PingReply(3));
        stream.Continue();
        await stream.WritingAsync();
        stream.Continue();
        await outbox.WaitUntilWrittenAsync(Cancelled);

        Assert.Equal([PingBytes, 2 * PingBytes], stream.Writes.Select(write => write.Length));
        Assert.Equal([2, 3], [stream.Writes[1][8], stream.Writes[1][PingBytes + 8]]);
    }

    [Fact]
    public async Task It_has_no_room_while_too_much_is_unsent_and_says_when_it_has_again()
    {
        var stream = new HeldStream();
        var outbox = new FrameOutbox(stream, bytesMax: 2 * PingBytes, _clock);
        outbox.Write(1, new PingReply(1));
        await stream.WritingAsync();

        Assert.True(outbox.HasRoom);
        outbox.Write(2, new PingReply(2));
        Assert.False(outbox.HasRoom);
        var waiting = outbox.WaitForRoomAsync(Cancelled);
        Assert.False(waiting.IsCompleted);
        stream.Continue();
        await waiting;
    }

    [Fact]
    public async Task It_tells_how_long_a_client_has_not_taken_a_write()
    {
        var stream = new HeldStream();
        var outbox = new FrameOutbox(stream, bytesMax: 1_000, _clock);
        Assert.Equal(TimeSpan.Zero, outbox.WritingFor);
        outbox.Write(1, new PingReply(1));
        await stream.WritingAsync();

        _clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(TimeSpan.FromSeconds(31), outbox.WritingFor);
        stream.Continue();
        await outbox.WaitUntilWrittenAsync(Cancelled);
        Assert.Equal(TimeSpan.Zero, outbox.WritingFor);
    }

    [Fact]
    public async Task A_write_that_fails_closes_it_and_frees_whoever_waits()
    {
        var stream = new HeldStream();
        var outbox = new FrameOutbox(stream, bytesMax: 1, _clock);
        outbox.Write(1, new PingReply(1));
        await stream.WritingAsync();
        var waiting = outbox.WaitForRoomAsync(Cancelled);

        stream.Fail();
        await waiting;
        await outbox.WaitUntilWrittenAsync(Cancelled);
        outbox.Write(2, new PingReply(2));

        Assert.True(outbox.IsClosed);
        Assert.Single(stream.Writes);
    }

    [Fact]
    public async Task A_waiter_can_give_up()
    {
        var stream = new HeldStream();
        var outbox = new FrameOutbox(stream, bytesMax: 1, _clock);
        outbox.Write(1, new PingReply(1));
        using var patience = new CancellationTokenSource();
        var waiting = outbox.WaitForRoomAsync(patience.Token);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Frames_from_many_threads_all_arrive_whole()
    {
        const int writers = 8;
        const int each = 1_000;
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var outbox = new FrameOutbox(pipe.Writer.AsStream(), bytesMax: 1_000, _clock);

        await Parallel.ForAsync(0, writers, Cancelled, (writer, _) =>
        {
            for (var i = 0; i < each; i++)
            {
                outbox.Write((uint)writer + 1, new PingReply((ulong)i));
            }

            return ValueTask.CompletedTask;
        });
        await outbox.WaitUntilWrittenAsync(Cancelled);
        await pipe.Writer.CompleteAsync();

        var read = await pipe.Reader.ReadAtLeastAsync(writers * each * PingBytes, Cancelled);
        var buffer = read.Buffer;
        var next = new ulong[writers + 1];
        while (Protocol.Wire.FrameReader.TryRead(ref buffer, out var frame) == Protocol.Wire.FrameReadStatus.Frame)
        {
            Assert.True(Protocol.Wire.FrameBody.TryRead(frame, out PingReply reply));
            Assert.Equal(next[frame.RequestId]++, reply.Token);
        }

        Assert.All(next[1..], count => Assert.Equal((ulong)each, count));
    }
}
