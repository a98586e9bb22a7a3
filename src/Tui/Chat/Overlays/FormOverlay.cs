using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Overlays;

/// <summary>One field of a form.</summary>
/// <param name="Label">What goes in.</param>
/// <param name="IsSecret">Shown as dots.</param>
/// <param name="Preset">What stands there at first.</param>
/// <param name="Remark">A line below for what is typed, such as its strength; null for none.</param>
internal sealed record FormField(
    string Label, bool IsSecret = false, string Preset = "", Func<string, (string Text, Tone Tone)>? Remark = null);

/// <summary>A few fields, Tab between them, Enter to go on. An error stays until the next key.</summary>
internal sealed class FormOverlay : Overlay
{
    private const int FieldLengthMax = 512;

    private readonly FormField[] _fields;
    private readonly TextBuffer[] _values;
    private readonly string[] _intro;
    private readonly Action<IReadOnlyList<string>> _submit;
    private readonly Action? _cancel;
    private int _at;

    /// <summary>Makes a form.</summary>
    /// <param name="title">The title.</param>
    /// <param name="intro">Paragraphs above the fields.</param>
    /// <param name="fields">The fields, at least one.</param>
    /// <param name="submit">Gets the values when Enter is pressed on the last field; the form stays until it is closed.</param>
    /// <param name="cancel">What Esc does besides closing; with null Esc does nothing at all.</param>
    internal FormOverlay(
        string title, string[] intro, FormField[] fields, Action<IReadOnlyList<string>> submit, Action? cancel)
    {
        Title = title;
        _intro = intro;
        _fields = fields;
        _submit = submit;
        _cancel = cancel;
        _values = [.. fields.Select(_ => new TextBuffer(isMultiline: false, FieldLengthMax))];
        foreach (var (index, field) in fields.Index())
        {
            _values[index].Set(field.Preset);
        }

        _at = Math.Max(0, Array.FindIndex(_values, value => value.IsEmpty));
    }

    internal override string Title { get; }

    internal override int ColumnsWanted => 60;

    /// <summary>What is being done with the values; while it stands, keys other than Esc do nothing.</summary>
    internal string? Busy { get; set; }

    /// <summary>What goes on behind the form, which can be filled in meanwhile.</summary>
    internal string? Notice { get; set; }

    /// <summary>What went wrong; the next key clears it.</summary>
    internal string? Error { get; set; }

    internal override IReadOnlyList<StyledLine> Lines(int columns, int rows)
    {
        var answer = Answer(columns);
        var fields = new List<StyledLine>();
        Cursor = null;
        var isTight = rows < _fields.Length * 3 + answer.Count + 2;
        foreach (var (index, field) in _fields.Index())
        {
            AddField(fields, index, field, columns, isTight);
        }

        var room = rows - fields.Count - answer.Count;
        if (room < 0)
        {
            return [.. InView(fields, rows - answer.Count), .. answer];
        }

        var words = _intro.SelectMany(text => TextWrap.Lines(text, columns));
        var intro = words.Select(line => new StyledLine(line)).Append(StyledLine.Empty).ToArray();
        var kept = room >= intro.Length ? intro : [];
        if (Cursor is { } cursor)
        {
            Cursor = (cursor.Column, cursor.Row + kept.Length);
        }

        return [.. kept, .. fields, .. answer];
    }

    internal override void Press(Stroke stroke)
    {
        if (stroke.Name == "Esc")
        {
            if (_cancel is not null)
            {
                Close();
                _cancel();
            }

            return;
        }

        if (Busy is not null)
        {
            return;
        }

        Error = null;
        switch (stroke.Name)
        {
            case "Tab" or "Down":
                _at = (_at + 1) % _fields.Length;
                break;
            case "Shift-Tab" or "Up":
                _at = (_at + _fields.Length - 1) % _fields.Length;
                break;
            case "Enter" when _at < _fields.Length - 1:
                _at++;
                break;
            case "Enter":
                _submit([.. _values.Select(value => value.Text)]);
                break;
            default:
                LineEditing.Press(_values[_at], stroke);
                break;
        }
    }

    internal override void Paste(string text)
    {
        if (Busy is null)
        {
            _values[_at].Insert(text.Trim());
        }
    }

    /// <summary>Puts the cursor into a field, optionally emptying it.</summary>
    internal void Focus(int field, bool clear = false)
    {
        _at = field;
        if (clear)
        {
            _values[field].Set("");
        }
    }

    internal bool IsSecretField(int field) => _fields[field].IsSecret;

    private void AddField(List<StyledLine> lines, int index, FormField field, int columns, bool isTight)
    {
        var value = _values[index];
        var shown = field.IsSecret ? new string('\u2022', TextWidth.Characters(value.Text).Count()) : value.Text;
        var tail = Tail(shown, columns - 2);
        lines.Add(new StyledLine(TextWidth.Fit(field.Label, columns), index == _at ? Tone.Title : Tone.Normal));
        lines.Add(new StyledLine(" " + tail, Tone.Field).PadTo(columns, Tone.Field));
        if (index == _at && Busy is null)
        {
            var before = field.IsSecret
                ? TextWidth.Characters(value.Text[..value.Cursor]).Count()
                : TextWidth.Of(value.Text[..value.Cursor]);
            Cursor = (Math.Min(columns - 1, 1 + Math.Max(0, before - (TextWidth.Of(shown) - TextWidth.Of(tail)))), lines.Count - 1);
        }

        var remark = field.Remark?.Invoke(value.Text) ?? default;
        if (remark.Text is { Length: > 0 })
        {
            lines.Add(new StyledLine(TextWidth.Fit(remark.Text, columns), remark.Tone));
        }
        else if (!isTight)
        {
            lines.Add(StyledLine.Empty);
        }
    }

    /// <summary>So many lines of the fields, among them the one with the cursor and its label above it.</summary>
    private IEnumerable<StyledLine> InView(List<StyledLine> fields, int rows)
    {
        var shown = Math.Max(2, rows);
        var first = Math.Clamp(Cursor is { } at ? at.Row + 1 - shown : 0, 0, Math.Max(0, fields.Count - shown));
        if (Cursor is { } cursor)
        {
            Cursor = (cursor.Column, cursor.Row - first);
        }

        return fields.Skip(first).Take(shown);
    }

    private List<StyledLine> Answer(int columns)
    {
        if (Busy is { } busy)
        {
            return [new StyledLine(TextWidth.Fit(busy, columns), Tone.Warning)];
        }

        if (Error is { } error)
        {
            var lines = error.Split('\n').SelectMany(line => TextWrap.Lines(line, columns));
            return [.. lines.Select(line => new StyledLine(line, Tone.Error))];
        }

        if (Notice is { } notice)
        {
            return [new StyledLine(TextWidth.Fit(notice, columns), Tone.Faint)];
        }

        var moving = _fields.Length > 1 ? " Tab moves," : "";
        var keys = $"Enter goes on,{moving} {(_cancel is null ? "Ctrl-Q leaves" : "Esc goes back")}";
        return [new StyledLine(TextWidth.Fit(keys, columns), Tone.Faint)];
    }

    /// <summary>The end of a text that is too long for its field.</summary>
    private static string Tail(string text, int columns)
    {
        while (TextWidth.Of(text) > columns)
        {
            text = text[TextWidth.Characters(text).First().Length..];
        }

        return text;
    }
}
