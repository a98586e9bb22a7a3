using System.Globalization;
using Sdtp.Tui.Prompts.LineEditing;
using Xunit;

namespace Sdtp.Tui.Tests.Prompts;

public sealed class LineEditingTests
{
    [Theory]
    [InlineData("hello⏎", "hello")]
    [InlineData("helo←l⏎", "hello")]
    [InlineData("hellp⌫o⏎", "hello")]
    [InlineData("xhello⇤⌦⏎", "hello")]
    [InlineData("ello⇤h⇥!⏎", "hello!")]
    [InlineData("one two^W2⏎", "one 2")]
    [InlineData("gone^Uhere⏎", "here")]
    [InlineData("keep gone^A→→→→^K⏎", "keep")]
    [InlineData("typed^Cagain⏎", "again")]
    [InlineData("a😀b←⌫⏎", "ab")]
    [InlineData("e\u0301x←⌫⏎", "x")]
    [InlineData("漢字←x⏎", "漢x字")]
    [InlineData("two  spaces ⏎", "two  spaces ")]
    public void A_line_is_edited_by_what_a_person_sees(string keys, string line) => Assert.Equal([line], Read(keys));

    [Fact]
    public void Earlier_lines_come_back_and_the_draft_is_kept() =>
        Assert.Equal(["one", "two", "one", "draft", "two!"], Read("one⏎two⏎↑↑⏎draft↑↑↓↓⏎↑↑↑!⏎"));

    [Fact]
    public void A_repeated_line_is_remembered_once() => Assert.Equal(["a", "b", "b", "a"], Read("a⏎b⏎b⏎↑↑⏎"));

    [Fact]
    public void Ctrl_D_at_an_empty_line_ends_the_input() => Assert.Equal(["a", null], Read("a⏎^D"));

    [Fact]
    public void Ctrl_D_inside_a_line_deletes() => Assert.Equal(["b"], Read("ab⇤^D⏎"));

    [Fact]
    public async Task Ctrl_C_at_an_empty_line_interrupts()
    {
        var editor = new TerminalLineEditor(new TypedKeys("^C"), TextWriter.Null);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => editor.ReadLineAsync(">> ", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void History_is_bounded()
    {
        var history = new LineHistory();
        for (var i = 0; i < LineHistory.LinesMax + 10; i++)
        {
            history.Add(i.ToString(CultureInfo.InvariantCulture));
        }

        string? oldest = null;
        for (var line = history.Previous(""); line is not null; line = history.Previous(""))
        {
            oldest = line;
        }

        Assert.Equal("10", oldest);
    }

    [Fact]
    public void A_full_line_takes_no_more()
    {
        var buffer = new LineBuffer();

        Assert.True(buffer.Insert(new string('x', LineBuffer.LengthMax)));
        Assert.False(buffer.Insert("y"));
    }

    [Theory]
    [InlineData("hello", 5, 20, "hello", 5)]
    [InlineData("漢字x", 2, 20, "漢字x", 4)]
    [InlineData("a\u001bb", 3, 20, "ab", 2)]
    [InlineData("0123456789", 10, 8, "56789", 5)]
    [InlineData("0123456789", 0, 8, "0123456", 0)]
    public void The_visible_part_follows_the_cursor(string text, int cursor, int columns, string shown, int column)
    {
        var view = LineView.Of(text, cursor, columns);

        Assert.Equal(new LineView(shown, column), view);
    }

    [Fact]
    public async Task A_notice_is_written_above_the_line_that_is_being_typed()
    {
        var screen = new StringWriter();
        TerminalLineEditor? editor = null;
        editor = new TerminalLineEditor(new TypedKeys("ab⏎", beforeKey: 2, () => editor!.Notify("news")), screen);

        await editor.ReadLineAsync(">> ", TestContext.Current.CancellationToken);

        Assert.Contains($"\r\u001b[Knews{Environment.NewLine}\r>> ab\u001b[K\u001b[6G", screen.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_never_drawn()
    {
        var screen = new StringWriter();

        var reader = new SecretReader(new TypedKeys("wrong^Usecrxx⌫⌫et⏎"), screen);

        var secret = await reader.ReadAsync("Passphrase: ", TestContext.Current.CancellationToken);

        Assert.Equal("secret", secret);
        Assert.Equal("Passphrase: " + Environment.NewLine, screen.ToString());
    }

    private static List<string?> Read(string keys)
    {
        var typed = new TypedKeys(keys);
        var editor = new TerminalLineEditor(typed, TextWriter.Null);
        var lines = new List<string?>();
        while (typed.HasMore)
        {
            lines.Add(editor.ReadLineAsync(">> ", TestContext.Current.CancellationToken).GetAwaiter().GetResult());
        }

        return lines;
    }

    /// <summary>Keys from text: arrows and signs stand for keys, <c>^X</c> for Ctrl-X.</summary>
    private sealed class TypedKeys(string keys, int beforeKey = -1, Action? act = null) : IKeySource
    {
        private int _at;

        public int Columns => 80;

        public bool HasMore => _at < keys.Length;

        public void HoldInterrupts(bool hold)
        {
        }

        public ConsoleKeyInfo Read()
        {
            if (_at == beforeKey)
            {
                act?.Invoke();
            }

            var typed = keys[_at++];
            return typed switch
            {
                '⏎' => Key(ConsoleKey.Enter, '\r'),
                '⌫' => Key(ConsoleKey.Backspace, '\b'),
                '⌦' => Key(ConsoleKey.Delete),
                '⇤' => Key(ConsoleKey.Home),
                '⇥' => Key(ConsoleKey.End),
                '←' => Key(ConsoleKey.LeftArrow),
                '→' => Key(ConsoleKey.RightArrow),
                '↑' => Key(ConsoleKey.UpArrow),
                '↓' => Key(ConsoleKey.DownArrow),
                '^' => Control(keys[_at++]),
                _ => new ConsoleKeyInfo(typed, ConsoleKey.None, false, false, false),
            };
        }

        private static ConsoleKeyInfo Control(char letter) =>
            new((char)(letter - '@'), Enum.Parse<ConsoleKey>(letter.ToString()), false, false, control: true);

        private static ConsoleKeyInfo Key(ConsoleKey key, char typed = '\0') => new(typed, key, false, false, false);
    }
}
