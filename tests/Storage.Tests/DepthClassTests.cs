using Sdtp.Storage.Inspection;
using Xunit;

namespace Sdtp.Storage.Tests;

public sealed class DepthClassTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(9, 1)]
    [InlineData(10, 2)]
    [InlineData(99, 2)]
    [InlineData(100_000, 6)]
    [InlineData(999_999, 6)]
    [InlineData(1_000_000, 7)]
    [InlineData(long.MaxValue, 7)]
    public void A_class_begins_where_the_one_before_it_ends(long depth, int index)
    {
        Assert.Equal(index, DepthClass.Of(depth));
        Assert.True(DepthClass.LowestOf(index) <= depth);
        Assert.True(index == DepthClass.Count - 1 || depth < DepthClass.LowestOf(index + 1));
    }
}
