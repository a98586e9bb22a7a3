using Microsoft.Data.Sqlite;
using Sdtp.Client.Receipts;
using Sdtp.Client.Search;
using Sdtp.Client.Store;

namespace Sdtp.Client;

/// <summary>
/// The chats of one identity on this machine. Texts and names are sealed and looked up blinded, so the file tells how many messages there
/// are and nothing else. Calls read or write the disk: keep them off a UI thread. Safe for concurrent use.
/// </summary>
public sealed class ChatHistory
{
    private readonly ClientStore _all;
    private readonly HistoryStore _store;
    private readonly ReceiptBook _receipts;

    internal ChatHistory(ClientStore store)
    {
        _all = store;
        _store = store.History;
        _receipts = new ReceiptBook(store);
    }

    /// <summary>All chats, in no order.</summary>
    public IReadOnlyList<HistoryChat> Chats() => _store.Chats();

    /// <summary>A chat, or an empty one of that name.</summary>
    /// <param name="name">The name, in any case.</param>
    public HistoryChat Chat(string name) => _store.FindChat(name) ?? new HistoryChat(name);

    /// <summary>Changes what is kept about a chat; makes it when it is new.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <param name="change">Gives the chat as it shall be.</param>
    public void Update(string name, Func<HistoryChat, HistoryChat> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        _store.Update(name, change);
    }

    /// <summary>Writes a message down before it is sent, and makes its chat.</summary>
    /// <param name="chat">The recipient.</param>
    /// <param name="at">The time of sending.</param>
    /// <param name="text">The text.</param>
    public HistoryEntry AddOwn(string chat, DateTimeOffset at, string text) =>
        _store.Add(new HistoryEntry(0, chat, IsOwn: true, at, new TextContent(text), HistoryState.Waiting, Failure: null));

    /// <summary>Entries older than one, at most so many, oldest first.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="beforeId">Only entries with a smaller number; <see cref="long.MaxValue"/> for the newest.</param>
    /// <param name="max">Most entries.</param>
    public IReadOnlyList<HistoryEntry> Page(string chat, long beforeId, int max) => _store.Page(chat, beforeId, max);

    /// <summary>Entries newer than one, at most so many, oldest first.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="afterId">Only entries with a greater number; 0 for the oldest.</param>
    /// <param name="max">Most entries.</param>
    public IReadOnlyList<HistoryEntry> PageAfter(string chat, long afterId, int max) => _store.PageAfter(chat, afterId, max);

    /// <summary>One entry, or null.</summary>
    /// <param name="id">Its number.</param>
    public HistoryEntry? Find(long id) => _store.Find(id);

    /// <summary>
    /// Marks a chat as seen up to an entry while there is no messenger, whose <see cref="Messenger.MarkSeen"/> does it otherwise. Its
    /// senders are told when one sends receipts again, where the person allows it.
    /// </summary>
    /// <param name="chat">The chat.</param>
    /// <param name="throughId">The last entry that the person has seen.</param>
    public void MarkSeen(string chat, long throughId) => _receipts.NoteSeen(chat, throughId);

    /// <summary>How many received messages a person has not seen.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="throughId">The last entry that counts: one that comes in meanwhile is told apart.</param>
    public int CountUnseen(string chat, long throughId = long.MaxValue) =>
        _store.CountUnseen(chat, Chat(chat).SeenThrough, throughId);

    /// <summary>The number of the first received message that a person has not seen; null when all have been.</summary>
    /// <param name="chat">The chat.</param>
    public long? FirstUnseen(string chat) => _store.FirstUnseen(chat, Chat(chat).SeenThrough);

    /// <summary>The numbers of the own messages of a chat that wait to be sent, in order.</summary>
    /// <param name="chat">The chat.</param>
    public IReadOnlyList<long> Waiting(string chat) => _store.Waiting(chat);

    /// <summary>Messages that wait to be sent and that no outbox holds: hand them to the messenger again.</summary>
    public IReadOnlyList<HistoryEntry> WaitingOutsideOutbox() => _store.WaitingOutsideOutbox();

    /// <summary>Marks a message that can never be sent.</summary>
    /// <param name="id">The entry.</param>
    /// <param name="failure">For a person: why.</param>
    public void Fail(long id, string failure) => _store.Settle(id, failure);

    /// <summary>Moves all messages of a chat to another: the sender of the first has become known under the name of the second.</summary>
    /// <param name="from">The chat that goes.</param>
    /// <param name="to">The chat that stays, or is made.</param>
    public void Merge(string from, string to) => _store.Merge(from, to);

    /// <summary>
    /// Puts a failed message back to waiting; null when it is not there or has not failed, and for a file that is not kept here any more.
    /// </summary>
    /// <param name="id">The entry.</param>
    public HistoryEntry? Retry(long id) => _store.Retry(id);

    /// <summary>
    /// The newest entry older than one that holds a text, or is a file of such a name, ignoring case; null when there is none. The first
    /// search through a part of the history opens every message there and leaves an encrypted index, by which later ones skip most.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="chat">The chat, or null for all.</param>
    /// <param name="beforeId">Only entries with a smaller number.</param>
    /// <param name="cancellationToken">Stops a search that takes too long.</param>
    public HistoryEntry? Search(string text, string? chat, long beforeId, CancellationToken cancellationToken) =>
        new HistorySearch(_all, text, chat).Find(beforeId, towardsPast: true, cancellationToken);

    /// <summary>The oldest entry newer than one that holds a text, as <see cref="Search"/> finds them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="chat">The chat, or null for all.</param>
    /// <param name="afterId">Only entries with a greater number.</param>
    /// <param name="cancellationToken">Stops a search that takes too long.</param>
    public HistoryEntry? SearchNewer(string text, string? chat, long afterId, CancellationToken cancellationToken) =>
        new HistorySearch(_all, text, chat).Find(afterId, towardsPast: false, cancellationToken);

    /// <summary>
    /// Deletes a chat with all its messages, and what the index knows of them; the freed space is overwritten. Files that are not through
    /// are stopped, while texts that wait to be sent are still sent.
    /// </summary>
    /// <param name="chat">The chat.</param>
    public void Delete(string chat)
    {
        _store.Delete(chat);
        _all.TellFilesCancelled();
        try
        {
            _all.EmptyLog();
        }
        catch (SqliteException)
        {
            // The chat is gone. What the log still holds of it is sealed, and goes when the log is emptied next.
        }
    }
}
