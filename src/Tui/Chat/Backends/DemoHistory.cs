using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Backends;

/// <summary>Everything that has been said in the demo, so that its search finds what a person sees. Safe for concurrent use.</summary>
internal sealed class DemoHistory
{
    private readonly Lock _gate = new();
    private readonly SortedList<long, (string Name, string Text)> _said = [];

    internal void Add(string name, ChatMessage message)
    {
        lock (_gate)
        {
            _said[message.Id] = (name, message.Text);
        }
    }

    internal void Delete(string name)
    {
        lock (_gate)
        {
            foreach (var id in _said.Where(said => IsIn(said.Value.Name, name)).Select(said => said.Key).ToArray())
            {
                _said.Remove(id);
            }
        }
    }

    /// <summary>The next message with a text, ignoring case, older (or newer) than one; in one conversation or (null) in all.</summary>
    internal (string Name, long Id)? Find(string? name, string text, long fromId, bool towardsPast = true)
    {
        lock (_gate)
        {
            var hits = _said
                .Where(said => (towardsPast ? said.Key < fromId : said.Key > fromId)
                    && (name is null || IsIn(said.Value.Name, name))
                    && said.Value.Text.Contains(text, StringComparison.OrdinalIgnoreCase))
                .Select(said => (said.Value.Name, said.Key))
                .ToArray();
            return hits.Length == 0 ? null : hits[towardsPast ? ^1 : 0];
        }
    }

    private static bool IsIn(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
