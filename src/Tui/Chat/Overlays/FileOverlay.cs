using Sdtp.Client;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Chat.Overlays;

/// <summary>Choose a file: type a path, or go through folders with the arrows. The folders are read elsewhere and come in later.</summary>
internal sealed class FileOverlay : Overlay
{
    private const string Prompt = "> ";
    private const int TypedMax = 4_096;
    private const int ShownMax = 14;

    private readonly TextBuffer _typed = new(isMultiline: false, TypedMax);
    private readonly Action<string> _list;
    private readonly Action<string> _pick;
    private IReadOnlyList<FolderEntry>? _entries;
    private string? _asked;
    private bool _isListed;
    private int _picked;

    /// <summary>Makes the dialog and asks for its first folder.</summary>
    /// <param name="title">The title.</param>
    /// <param name="start">The folder to begin in, with a slash at its end.</param>
    /// <param name="list">Asks for a folder, as typed; the answer comes to <see cref="Show"/>.</param>
    /// <param name="pick">Gets the path that was chosen, as typed.</param>
    internal FileOverlay(string title, string start, Action<string> list, Action<string> pick)
    {
        Title = title;
        _list = list;
        _pick = pick;
        _typed.Set(start);
        Look();
    }

    internal override string Title { get; }

    private string Folder => _typed.Text[..(_typed.Text.LastIndexOf('/') + 1)];

    private string Rest => _typed.Text[Folder.Length..];

    /// <summary>Takes in what a folder holds; one that was left meanwhile is passed over.</summary>
    internal void Show(string folder, IReadOnlyList<FolderEntry>? entries)
    {
        if (folder == Folder)
        {
            (_entries, _isListed) = (entries, true);
        }
    }

    internal override IReadOnlyList<StyledLine> Lines(int columns, int rows)
    {
        var matches = Matches();
        _picked = Math.Clamp(_picked, 0, Math.Max(0, matches.Count - 1));
        var (shown, cursor) = Typed(columns - Prompt.Length - 1);
        var lines = new List<StyledLine> { new StyledLine(Prompt, Tone.Title).Add(shown) };
        Cursor = (Prompt.Length + cursor, 0);
        var room = Math.Clamp(rows - 2, 1, ShownMax);
        var first = Math.Max(0, _picked - room + 1);
        foreach (var (index, entry) in matches.Index().Skip(first).Take(room))
        {
            lines.Add(Row(entry, index == _picked, columns));
        }

        if (matches.Count == 0)
        {
            lines.Add(new StyledLine(TextWidth.Fit(Nothing(), columns), Tone.Faint));
        }

        lines.Add(new StyledLine(TextWidth.Fit("Enter opens or sends, Tab completes, Esc: not now", columns), Tone.Faint));
        return lines;
    }

    internal override void Press(Stroke stroke)
    {
        switch (stroke.Name)
        {
            case "Up" or "Ctrl-P":
                _picked = Math.Max(0, _picked - 1);
                break;
            case "Down" or "Ctrl-N":
                _picked++;
                break;
            case "Tab" when Picked() is { } entry:
                Complete(entry);
                break;
            case "Enter" when Picked() is { IsFolder: true } folder:
                Complete(folder);
                break;
            case "Enter" when Picked() is { } file:
                Close();
                _pick(Folder + PathText.Escape(file.Name));
                break;
            case "Enter" when Rest.Length > 0:
                Close();
                _pick(_typed.Text);
                break;
            default:
                if (LineEditing.Press(_typed, stroke))
                {
                    _picked = 0;
                    Look();
                }
                else
                {
                    base.Press(stroke);
                }

                break;
        }
    }

    /// <summary>A path that is dropped or pasted stands for itself.</summary>
    internal override void Paste(string text)
    {
        var path = text.Trim();
        if (path.Length > 0 && path[0] is '/' or '~' or '"' or '\'')
        {
            _typed.Set("");
        }

        _typed.Insert(path);
        Look();
    }

    private static StyledLine Row(FolderEntry entry, bool isPicked, int columns)
    {
        var (tone, faint) = isPicked ? (Tone.Selected, Tone.SelectedFaint) : (Tone.Normal, Tone.Faint);
        var hint = entry.IsFolder ? ""
            : entry.SizeBytes > FileLimits.SizeBytesMax ? $"{FileFormat.Size(entry.SizeBytes)}, too large"
            : FileFormat.Size(entry.SizeBytes);
        var label = TextWidth.Fit(SafeText.Line(entry.Name) + (entry.IsFolder ? "/" : ""), columns - TextWidth.Of(hint) - 4);
        return new StyledLine(" " + label, tone).PadTo(columns - TextWidth.Of(hint) - 1, tone).Add(hint, faint).PadTo(columns, tone);
    }

    /// <summary>The end of what is typed, where it is too long, and where the cursor stands in that.</summary>
    private (string Shown, int Cursor) Typed(int columns)
    {
        var shown = SafeText.Line(_typed.Text);
        var cursor = TextWidth.Of(SafeText.Line(_typed.Text[.._typed.Cursor]));
        var cut = 0;
        while (TextWidth.Of(shown) > columns)
        {
            var character = TextWidth.Characters(shown).First();
            cut += TextWidth.Of(character);
            shown = shown[character.Length..];
        }

        return (shown, Math.Max(0, cursor - cut));
    }

    private string Nothing() => !_isListed ? "reading\u2026" : _entries is null ? "this folder cannot be read" : "nothing here fits";

    private FolderEntry? Picked()
    {
        var matches = Matches();
        return matches.Count > 0 ? matches[Math.Clamp(_picked, 0, matches.Count - 1)] : null;
    }

    /// <summary>What fits to the typed rest, names that begin with it first; hidden ones only for whoever types a dot.</summary>
    private List<FolderEntry> Matches()
    {
        var rest = PathText.Expand(Rest, home: "~");
        return
        [
            .. (_entries ?? [])
                .Where(entry => rest.StartsWith('.') || !entry.Name.StartsWith('.'))
                .Where(entry => entry.Name.Contains(rest, StringComparison.OrdinalIgnoreCase))
                .OrderBy(entry => !entry.Name.StartsWith(rest, StringComparison.OrdinalIgnoreCase)),
        ];
    }

    private void Complete(FolderEntry entry)
    {
        _typed.Set(Folder + PathText.Escape(entry.Name) + (entry.IsFolder ? "/" : ""));
        _picked = 0;
        Look();
    }

    /// <summary>Asks for the folder where it is another one than before.</summary>
    private void Look()
    {
        if (_asked != Folder)
        {
            _asked = Folder;
            (_entries, _isListed) = (null, false);
            _list(Folder);
        }
    }
}
