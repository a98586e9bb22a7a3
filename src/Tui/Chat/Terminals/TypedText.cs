using System.Globalization;
using System.Text;

namespace Sdtp.Tui.Chat.Terminals;

/// <summary>
/// What a terminal sends, as the library can read it without losing any. The library takes the letters behind an escape and a key for more
/// of an escape sequence and throws them away; so a key with Alt, and one right after Esc, is written here as the sequence of the kitty
/// keyboard protocol, which has an end (https://sw.kovidgoyal.net/kitty/keyboard-protocol/). And a character may come in two reads.
/// </summary>
internal sealed class TypedText
{
    private const char Escape = '\u001B';
    private const char Delete = '\u007F';
    private const int Alt = 2;
    private const int Ctrl = 4;
    private const string PasteBegin = "[200~";
    private const string PasteEnd = "[201~";

    /// <summary>Behind an escape these begin a sequence, or end one (7-bit C1, ECMA-48), and are no keys with Alt.</summary>
    private const string Introducers = @"[]OPX^_N\";

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private bool _isEscaped;
    private bool _isAfterEsc;
    private bool _isPasting;

    /// <summary>How much of the marker that ends or begins a paste has been read behind an escape; -1 for no escape.</summary>
    private int _marker = -1;

    /// <summary>The characters of some more bytes. An escape at the very end is given at once: it is the Esc key, most often.</summary>
    internal string Read(ReadOnlySpan<byte> bytes)
    {
        var letters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        var count = _decoder.GetChars(bytes, letters, flush: false);
        var text = new StringBuilder(count);
        for (var i = 0; i < count; i++)
        {
            Add(text, letters[i], isLast: i == count - 1);
        }

        return text.ToString();
    }

    private void Add(StringBuilder text, char letter, bool isLast)
    {
        NoteMarker(letter);
        if (_isEscaped && letter != Escape)
        {
            _isEscaped = false;
            text.Append(KeyOf(letter, Alt));
            return;
        }

        if (_isAfterEsc && letter != Escape)
        {
            // Where the library still waits for what comes behind the Esc, this is no part of it; where it does not, it is the same key.
            _isAfterEsc = false;
            text.Append(_isPasting ? $"{letter}" : KeyOf(letter, modifiers: 0));
            return;
        }

        // Of two escapes the first is the key.
        text.Append(_isEscaped ? $"{Escape}" : "");
        _isEscaped = letter == Escape && !isLast && !_isPasting;
        _isAfterEsc = letter == Escape && isLast && !_isPasting;
        if (!_isEscaped)
        {
            text.Append(letter);
        }
    }

    /// <summary>What is pasted is text, whatever stands in it.</summary>
    private void NoteMarker(char letter)
    {
        var marker = _isPasting ? PasteEnd : PasteBegin;
        if (letter == Escape)
        {
            _marker = 0;
        }
        else if (_marker >= 0)
        {
            _marker = letter == marker[_marker] ? _marker + 1 : -1;
            if (_marker == marker.Length)
            {
                _isPasting = !_isPasting;
                _marker = -1;
            }
        }
    }

    private static string KeyOf(char letter, int modifiers) => letter switch
    {
        _ when Introducers.Contains(letter, StringComparison.Ordinal) => modifiers == Alt ? $"{Escape}{letter}" : $"{letter}",
        '\r' or '\n' => Sequence('\r', modifiers),
        '\b' or Delete => Sequence(Delete, modifiers),
        '\t' => Sequence('\t', modifiers),
        < ' ' => Sequence((char)(letter + 0x60), modifiers | Ctrl),

        // Half of a character has no key: Esc, and the character goes on as text.
        _ when char.IsSurrogate(letter) => Sequence(Escape, modifiers: 0) + letter,
        _ => Sequence(letter, modifiers),
    };

    /// <summary><c>CSI code ; 1 + modifiers u</c>.</summary>
    private static string Sequence(char key, int modifiers) =>
        string.Create(CultureInfo.InvariantCulture, $"{Escape}[{(int)key};{1 + modifiers}u");
}
