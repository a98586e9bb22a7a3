using Sdtp.Tui.Presentation;
using Xunit;

namespace Sdtp.Tui.Tests.Presentation;

public sealed class PathTextTests
{
    [Theory]
    [InlineData("notes.txt", "notes.txt")]
    [InlineData("  my notes.txt ", "my notes.txt")]
    [InlineData("~", "/home/bob")]
    [InlineData("~/notes.txt", "/home/bob/notes.txt")]
    [InlineData("~alice/x", "~alice/x")]
    [InlineData("\"my notes.txt\"", "my notes.txt")]
    [InlineData("'~/it is \"here\"'", "/home/bob/it is \"here\"")]
    [InlineData("\"", "\"")]
    [InlineData("my\\ notes\\ \\(1\\).txt", "my notes (1).txt")]
    [InlineData("~/a\\&b", "/home/bob/a&b")]
    [InlineData("back\\slash", "back\\slash")]
    [InlineData("end\\", "end\\")]
    public void A_typed_path_is_the_one_that_was_meant(string typed, string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Backslashes separate folders there.");

        Assert.Equal(path, PathText.Expand(typed, "/home/bob"));
    }
}
