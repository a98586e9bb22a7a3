using Sdtp.Client;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Chat.Backends;

/// <summary>Entries of the history as messages of the screen.</summary>
internal static class HistoryFormat
{
    internal static ChatMessage Message(HistoryEntry entry) => Message(entry.Id, entry.IsOwn, entry.At, entry.Content) with
    {
        Delivery = entry.State switch
        {
            HistoryState.Failed when IsCancelled(entry) => DeliveryState.Cancelled,
            HistoryState.Waiting => DeliveryState.Queued,
            HistoryState.Accepted => DeliveryState.Accepted,
            HistoryState.Delivered => DeliveryState.Delivered,
            HistoryState.Read => DeliveryState.Read,
            _ => DeliveryState.Failed,
        },
        Failure = IsCancelled(entry) ? null : entry.Failure,
    };

    internal static ChatMessage Message(long id, bool isOwn, DateTimeOffset at, MessageContent content) => content switch
    {
        FileContent file => new ChatMessage(id, isOwn ? MessageSide.Own : MessageSide.Theirs, $"\u25A4 {FileFormat.Title(file)}", at)
        {
            File = File(file, isPaused: false),
        },
        TextContent text => new ChatMessage(id, isOwn ? MessageSide.Own : MessageSide.Theirs, text.Text, at),
        UnsupportedContent unsupported => new ChatMessage(
            id, MessageSide.Note, $"They sent something that this version cannot show (type {unsupported.ContentType}).", at),
        RejectedContent rejected => new ChatMessage(
            id, MessageSide.Note, $"A message was refused: {ChatFormat.Reason(rejected.Reason)}.", at),
        _ => throw new ArgumentOutOfRangeException(nameof(content), content, "A content without a form."),
    };

    internal static ChatFile File(FileContent file, bool isPaused) => new(
        SafeText.Line(file.SafeName),
        file.SizeBytes,
        file.State,
        file.PartsDone,
        file.Parts,
        file.SavedTo is { } path ? SafeText.Line(path) : null,
        isPaused);

    /// <summary>The line of the file says it, and there is nothing to mend.</summary>
    private static bool IsCancelled(HistoryEntry entry) => entry.Content is FileContent { State: FileState.Cancelled };
}
