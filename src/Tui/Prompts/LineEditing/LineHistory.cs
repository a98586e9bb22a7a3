namespace Sdtp.Tui.Prompts.LineEditing;

/// <summary>The lines of this run, newest last; never written to disk, because they hold messages.</summary>
internal sealed class LineHistory
{
    /// <summary>Most lines remembered.</summary>
    internal const int LinesMax = 500;

    private readonly List<string> _lines = [];
    private int _at;
    private string _draft = "";

    internal void Add(string line)
    {
        if (line.Length > 0 && (_lines.Count == 0 || _lines[^1] != line))
        {
            _lines.Add(line);
            if (_lines.Count > LinesMax)
            {
                _lines.RemoveAt(0);
            }
        }

        _at = _lines.Count;
        _draft = "";
    }

    /// <summary>The line before; null at the oldest. What is being typed is kept and comes back with <see cref="Next"/>.</summary>
    internal string? Previous(string current)
    {
        if (_at == 0)
        {
            return null;
        }

        if (_at == _lines.Count)
        {
            _draft = current;
        }

        return _lines[--_at];
    }

    internal string? Next()
    {
        if (_at == _lines.Count)
        {
            return null;
        }

        _at++;
        return _at == _lines.Count ? _draft : _lines[_at];
    }
}
