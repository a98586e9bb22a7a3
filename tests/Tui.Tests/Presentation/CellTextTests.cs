using Sdtp.Tui.Presentation;
using Xunit;

namespace Sdtp.Tui.Tests.Presentation;

public sealed class CellTextTests
{
    [Theory]
    [InlineData("", 10, "")]
    [InlineData("short", 10, "short")]
    [InlineData("exactly 10", 10, "exactly 10")]
    [InlineData("after the word", 10, "after the |word")]
    [InlineData("0123456789abc", 10, "0123456789|abc")]
    [InlineData("漢字漢字漢字", 5, "漢字|漢字|漢字")]
    [InlineData("e\u0301e\u0301e\u0301", 2, "e\u0301e\u0301|e\u0301")]
    public void A_line_is_folded_by_cells(string line, int columns, string rows) =>
        Assert.Equal(rows.Split('|'), CellText.Fold(line, columns, columns));

    [Fact]
    public void The_rows_after_the_first_can_be_narrower() =>
        Assert.Equal(["12345678", "9abc", "def"], CellText.Fold("123456789abcdef", 8, 4));
}
