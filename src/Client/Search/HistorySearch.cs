using Microsoft.Data.Sqlite;
using Sdtp.Client.Store;

namespace Sdtp.Client.Search;

/// <summary>
/// One search of the history. It goes from block to block, looks at the filter of each, and opens the entries of those that may hold the
/// text. The entries decide, so the answer is the same with every filter there, with none and with some. A filter that is missing of a
/// block that is opened anyway is made, as soon as no entry can come to the block any more.
/// </summary>
internal sealed class HistorySearch(ClientStore store, string text, string? chat)
{
    /// <summary>Blocks whose filters are read at once.</summary>
    private const int WindowBlocks = 64;

    /// <summary>Filters that are written at once, so that what is received in the meantime waits for no more than that.</summary>
    private const int WriteMax = 64;

    /// <summary>In one chat a filter is made of blocks of which it has at least a quarter: for less of it all would be opened.</summary>
    private const int WorthwhileShare = 4;

    private readonly List<ulong> _grams = Grams.Required(text);
    private readonly byte[]? _chatKey = chat is null ? null : store.History.KeyOf(chat);
    private readonly List<(long Block, byte[] Record)> _made = [];
    private int _deletions = store.History.Deletions;
    private long _newestId;

    /// <summary>The next entry that holds the text, going down from one or up.</summary>
    /// <param name="fromId">The entry to go from; it is not looked at itself.</param>
    /// <param name="towardsPast">Whether to go down.</param>
    /// <param name="cancellationToken">Ends the search between two blocks.</param>
    internal HistoryEntry? Find(long fromId, bool towardsPast, CancellationToken cancellationToken)
    {
        _newestId = store.History.LastBefore(chat: null, long.MaxValue) ?? 0;
        var hit = Walk(fromId, towardsPast, cancellationToken);
        Keep();
        return hit;
    }

    private HistoryEntry? Walk(long fromId, bool towardsPast, CancellationToken cancellationToken)
    {
        var history = store.History;
        while ((towardsPast ? history.LastBefore(chat, fromId) : history.FirstAfter(chat, fromId)) is { } next)
        {
            var (block, step) = (next / SearchStore.BlockEntries, towardsPast ? -1 : 1);
            var end = Math.Max(-1, block + (step * WindowBlocks));
            var filters = store.Search.Sealed(Math.Min(block, end), Math.Max(block, end));
            for (; block != end; block += step)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (HitIn(block, filters.GetValueOrDefault(block), fromId, towardsPast) is { } hit)
                {
                    return hit;
                }
            }

            // From now on everything on this side of the window.
            fromId = towardsPast ? (end + 1) * SearchStore.BlockEntries : (end * SearchStore.BlockEntries) - 1;
        }

        return null;
    }

    private HistoryEntry? HitIn(long block, byte[]? sealedFilter, long fromId, bool towardsPast)
    {
        var filter = sealedFilter is not null && store.Search.TryOpen(block, sealedFilter, out var opened) ? opened : null;
        if (filter is not null && !new GramFilter(filter).MayHold(_grams))
        {
            return null;
        }

        var hits = TextsOf(block, hasFilter: filter is not null)
            .Where(entry => towardsPast ? entry.Id < fromId : entry.Id > fromId)
            .Where(entry => entry.Text?.Contains(text, StringComparison.OrdinalIgnoreCase) == true)
            .Select(entry => entry.Id);

        // One that is deleted at this moment is none.
        return (towardsPast ? hits.Reverse() : hits).Select(store.History.Find).FirstOrDefault(entry => entry is not null);
    }

    private List<HistoryText> TextsOf(long block, bool hasFilter)
    {
        var (first, end) = (block * SearchStore.BlockEntries, (block + 1) * SearchStore.BlockEntries);
        var ofChat = chat is null ? SearchStore.BlockEntries : store.History.Count(chat, first, end);
        var isWorthFilter = !hasFilter && end <= _newestId + 1 && ofChat >= SearchStore.BlockEntries / WorthwhileShare;
        if (chat is not null && !isWorthFilter)
        {
            return ofChat == 0 ? [] : store.History.Texts(chat, first, end);
        }

        var texts = store.History.Texts(first, end);
        if (isWorthFilter && texts.Count > 0)
        {
            Make(block, texts);
        }

        return _chatKey is null ? texts : texts.FindAll(entry => entry.ChatKey.AsSpan().SequenceEqual(_chatKey));
    }

    private void Make(long block, List<HistoryText> texts)
    {
        _made.Add((block, store.Search.Seal(block, GramFilter.Of(texts.Select(entry => entry.Text).OfType<string>()))));
        if (_made.Count == WriteMax)
        {
            Keep();
        }
    }

    private void Keep()
    {
        if (_made.Count == 0)
        {
            return;
        }

        try
        {
            store.Transact(() =>
            {
                // A chat that was deleted since its texts were read shall leave no trace here either.
                if (_deletions == store.History.Deletions)
                {
                    _made.ForEach(made => store.Search.Put(made.Block, made.Record));
                }
            });
        }
        catch (SqliteException)
        {
            // A full disk makes later searches slow, and this one right all the same.
        }

        _made.Clear();
        _deletions = store.History.Deletions;
    }
}
