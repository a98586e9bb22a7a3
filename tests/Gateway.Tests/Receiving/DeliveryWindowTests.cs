using Sdtp.Gateway.Receiving;

namespace Sdtp.Gateway.Tests.Receiving;

public sealed class DeliveryWindowTests
{
    [Theory]
    [InlineData(0, 9)]
    [InlineData(8, 9)]
    [InlineData(12, 12)]
    [InlineData(19, 19)]
    [InlineData(500, 19)]
    [InlineData(ulong.MaxValue, 19)]
    public void It_starts_within_the_mailbox(ulong after, ulong pushed)
    {
        var window = new DeliveryWindow(after, first: 10, next: 20, size: 5);

        Assert.Equal(pushed, window.Pushed);
        Assert.Equal(5, window.Room);
    }

    [Fact]
    public void Pushing_closes_it_and_acknowledging_opens_it()
    {
        var window = new DeliveryWindow(0, first: 1, next: 20, size: 5);

        window.Push(3);
        Assert.Equal(2, window.Room);
        window.Push(5);
        Assert.Equal(0, window.Room);
        window.Acknowledge(2);
        Assert.Equal(2, window.Room);
        window.Acknowledge(1);
        Assert.Equal(2, window.Room);
    }

    [Fact]
    public void Acknowledging_past_what_was_pushed_moves_on_to_there()
    {
        var window = new DeliveryWindow(0, first: 1, next: 20, size: 5);
        window.Push(3);

        window.Acknowledge(10);

        Assert.Equal(10UL, window.Pushed);
        Assert.Equal(5, window.Room);
    }

    [Fact]
    public void Nothing_is_pushed_twice()
    {
        var window = new DeliveryWindow(0, first: 1, next: 20, size: 5);
        window.Push(3);

        Assert.Throws<ArgumentOutOfRangeException>(() => window.Push(3));
    }
}
