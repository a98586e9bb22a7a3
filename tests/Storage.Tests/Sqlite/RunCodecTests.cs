using Sdtp.Storage.Sqlite.Places;
using Xunit;

namespace Sdtp.Storage.Tests.Sqlite;

public sealed class RunCodecTests
{
    public static TheoryData<long[]> Runs { get; } = new(
        [1],
        [1, 2, 3, 4],
        [127, 255, 16_512, 16_513],
        [1, long.MaxValue - 1, long.MaxValue]);

    [Theory]
    [MemberData(nameof(Runs))]
    public void Row_ids_come_back(long[] ids) => Assert.Equal(ids, RunCodec.Decode(RunCodec.Encode(ids), ids.Length));

    [Fact]
    public void Neighbours_take_a_byte_each()
    {
        var ids = Enumerable.Range(0, 1_000).Select(i => 5_000_000_000L + i).ToArray();

        Assert.InRange(RunCodec.Encode(ids).Length, 1_000, 1_010);
    }
}
