using Sdtp.Tui.Chat.State;
using Xunit;

namespace Sdtp.Tui.Tests.Chat;

public sealed class TextBufferTests
{
    private readonly TextBuffer _buffer = new(isMultiline: true);

    [Fact]
    public void The_cursor_moves_over_characters_as_a_person_sees_them()
    {
        _buffer.Insert("a\U0001F44D\U0001F3FDe\u0301");

        _buffer.Left();
        _buffer.Left();

        Assert.Equal(1, _buffer.Cursor);
    }

    [Fact]
    public void Backspace_takes_an_accent_before_its_letter()
    {
        _buffer.Insert("e\u0301");

        _buffer.DeleteBack();

        Assert.Equal("e", _buffer.Text);
    }

    [Fact]
    public void A_paste_keeps_its_lines_and_loses_its_control_characters()
    {
        _buffer.Insert("one\r\ntwo\u001B[31m\tx");

        Assert.Equal("one\ntwo[31m    x", _buffer.Text);
    }

    [Fact]
    public void A_field_of_one_line_has_no_line_breaks()
    {
        var field = new TextBuffer(isMultiline: false, 5);

        field.Insert("ab\ncdefg");

        Assert.Equal("ab cd", field.Text);
    }

    [Fact]
    public void Up_and_down_move_between_lines_and_say_when_there_is_none()
    {
        _buffer.Insert("first\nsecond");

        Assert.True(_buffer.Up());
        Assert.Equal(5, _buffer.Cursor);
        Assert.False(_buffer.Up());
        Assert.True(_buffer.Down());
        Assert.False(_buffer.Down());
    }

    [Fact]
    public void Words_are_deleted_backwards()
    {
        _buffer.Insert("one two  ");

        _buffer.DeleteWordBack();

        Assert.Equal("one ", _buffer.Text);
    }
}
