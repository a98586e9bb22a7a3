using Sdtp.Tui.Commands;
using Sdtp.Tui.Presentation;
using Sdtp.Tui.Prompts;
using Xunit;

namespace Sdtp.Tui.Tests.Prompts;

public sealed class BoundedReaderTests
{
    [Fact]
    public void Lines_end_with_either_line_break_or_the_input()
    {
        var reader = new StringReader("one\ntwo\r\n\nlast");

        Assert.Equal(["one", "two", "", "last", null], Enumerable.Range(0, 5).Select(_ => BoundedReader.ReadLine(reader)));
    }

    [Fact]
    public void An_endless_line_is_refused()
    {
        var failed = Assert.Throws<CommandFailedException>(() => BoundedReader.ReadLine(new EndlessReader()));

        Assert.Equal(ExitCode.Usage, failed.Failure.Code);
    }

    [Fact]
    public void An_endless_input_is_refused() =>
        Assert.Throws<CommandFailedException>(() => BoundedReader.ReadToEnd(new EndlessReader()));

    private sealed class EndlessReader : TextReader
    {
        public override int Read() => 'x';

        public override int Read(char[] buffer, int index, int count)
        {
            buffer.AsSpan(index, count).Fill('x');
            return count;
        }
    }
}
