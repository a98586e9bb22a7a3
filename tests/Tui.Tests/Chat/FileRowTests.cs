using Sdtp.Client;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.State;
using Xunit;

namespace Sdtp.Tui.Tests.Chat;

public sealed class FileRowTests
{
    private static readonly ChatFile File = new("x", 1, FileState.Receiving, 1, 4, "/home/bob/a rather long folder/x");

    [Theory]
    [InlineData(FileState.Sending, 60, "██████░░░░░░░░░░░░░░░░░░ sending 25 %")]
    [InlineData(FileState.Receiving, 60, "██████░░░░░░░░░░░░░░░░░░ receiving 25 %")]
    [InlineData(FileState.Receiving, 24, "██░░░░░░░ receiving 25 %")]
    [InlineData(FileState.Receiving, 16, "receiving 25 %")]
    [InlineData(FileState.Waiting, 60, "waiting: Enter or /save saves it")]
    [InlineData(FileState.Saved, 60, "saved to /home/bob/a rather long folder/x")]
    [InlineData(FileState.Saved, 24, "saved to … long folder/x")]
    [InlineData(FileState.Discarded, 60, "discarded")]
    [InlineData(FileState.Cancelled, 60, "cancelled")]
    [InlineData(FileState.Damaged, 60, "arrived damaged, and was thrown away")]
    [InlineData(FileState.Expired, 60, "given up after 30 days")]
    public void A_line_says_how_far_the_file_has_come(FileState state, int columns, string shown) =>
        Assert.Equal(shown, FileRow.Line(File with { State = state }, columns)!.Text);

    [Fact]
    public void A_full_mailbox_is_said_and_what_needs_no_word_has_none()
    {
        var paused = FileRow.Line(File with { State = FileState.Sending, IsPaused = true }, 60)!;
        var fresh = FileRow.Line(File with { State = FileState.Sending, PartsDone = 0 }, 60)!;

        Assert.Contains("waits to be sent", fresh.Text, StringComparison.Ordinal);
        Assert.Contains("their mailbox is full", paused.Text, StringComparison.Ordinal);
        Assert.Null(FileRow.Line(File with { State = FileState.Sent }, 60));
        Assert.Null(FileRow.Line(File with { State = FileState.Failed }, 60));
    }

    [Fact]
    public void No_line_is_wider_than_its_room_in_any_state()
    {
        foreach (var state in Enum.GetValues<FileState>())
        {
            for (var columns = 1; columns < 80; columns++)
            {
                Assert.InRange(FileRow.Line(File with { State = state }, columns)?.Columns ?? 0, 0, columns);
            }
        }
    }
}
