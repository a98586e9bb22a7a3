using Sdtp.Client;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Backends;

/// <content>Telling the screen what has become of entries.</content>
internal sealed partial class MessengerBackend
{
    internal EntryNews News { get; } = new();

    /// <summary>
    /// Has the worker look at what is new. Where there is no room to ask it has plenty to do, and looks when it has done the next of that.
    /// </summary>
    /// <param name="isFirst">Whether it has not been asked since it looked last.</param>
    internal void LookSoon(bool isFirst) => _ = isFirst && _requests.Writer.TryWrite(new LookAtNews());

    private async Task TellNewsAsync()
    {
        foreach (var (entryId, news) in News.Take())
        {
            try
            {
                await TellAsync(entryId, news).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                await TellAsync(Failed(error)).ConfigureAwait(false);
            }
        }
    }

    private async Task TellAsync(long entryId, EntryNews.Item news)
    {
        if (_profile.History.Find(entryId) is not { } entry)
        {
            return;
        }

        if (entry.Content is FileContent file)
        {
            await TellFileAsync(entry, file, news.HasArrived).ConfigureAwait(false);
        }

        if (news.IsSettled)
        {
            await TellSettledAsync(entry, news.Error).ConfigureAwait(false);
        }
        else if (news.IsReceipted)
        {
            await TellDeliveryAsync(entry).ConfigureAwait(false);
        }
    }

    private async Task TellSettledAsync(HistoryEntry entry, Exception? error)
    {
        // As the history has it: a receipt may have overtaken the relay's answer.
        var delivery = HistoryFormat.Message(entry).Delivery;
        var failure = delivery == DeliveryState.Failed && error is not null ? ReasonOf(error) : null;
        await TellAsync(new ChatEvent.Moved(entry.Chat, entry.Id, delivery, failure)).ConfigureAwait(false);
        if (error is KeyChangedException)
        {
            Ask(new ChatRequest.Lookup(entry.Chat, LookupPurpose.TellKeyChange));
        }

        await TellTrustAsync(entry.Chat).ConfigureAwait(false);
    }

    private ValueTask TellDeliveryAsync(HistoryEntry entry) =>
        TellAsync(new ChatEvent.Moved(entry.Chat, entry.Id, HistoryFormat.Message(entry).Delivery));

    private ValueTask TellFileAsync(HistoryEntry entry, FileContent file, bool hasArrived = false) => TellAsync(
        new ChatEvent.FileMoved(entry.Chat, entry.Id, HistoryFormat.File(file, News.IsPaused(entry.Id)), hasArrived));

    private async Task TellFileAsync(long entryId)
    {
        if (_profile.History.Find(entryId) is { Content: FileContent file } entry)
        {
            await TellFileAsync(entry, file).ConfigureAwait(false);
        }
    }

    private static string ReasonOf(Exception error) => error switch
    {
        KeyChangedException => "not sent: their key has changed; /accept shows the new one, Ctrl-R sends again",
        ArgumentException => "too long for one message: send it in parts",
        _ => $"{Words(error)} (Ctrl-R sends again)",
    };

    /// <summary>There is something new.</summary>
    private sealed record LookAtNews : ChatRequest;
}
