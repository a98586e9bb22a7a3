using Sdtp.Client.Sending;
using Sdtp.Client.Store;
using Sdtp.Crypto.Contents;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Receipts;

/// <summary>
/// Sends what the book says is to be told: one receipt for many messages, at most one for each conversation in <see cref="Between"/>. What
/// cannot go now stays in the book, for later or for the next run of the program.
/// </summary>
internal sealed class ReceiptPost(ClientStore store, Outbox outbox, MessengerOptions options)
{
    /// <summary>The time from the first news of a conversation to its receipt, and from one receipt to the next.</summary>
    internal static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly ReceiptBook _book = new(store);
    private readonly Dictionary<UserId, ITimer> _timers = [];
    private bool _closed;

    /// <summary>Takes up what an earlier run of the program left.</summary>
    internal void Start() => Wake(store.Receipts.Senders());

    /// <summary>Takes note of what has become of texts, in the transaction that makes it true. <see cref="Wake"/> follows it.</summary>
    internal void Note(UserId sender, ReceiptKind kind, IEnumerable<MessageId> ids)
    {
        if (options.SendReceipts)
        {
            _book.Note(sender, kind, ids);
        }
    }

    /// <summary>Marks a chat of the history as seen, and tells its senders so where receipts are sent.</summary>
    internal void MarkSeen(string chat, long throughId)
    {
        if (options.SendReceipts)
        {
            Wake(_book.NoteSeen(chat, throughId));
        }
        else
        {
            store.History.See(chat, throughId);
        }
    }

    /// <summary>
    /// There may be something to tell them. Not from inside a transaction: a receipt on its way takes the locks the other way round.
    /// </summary>
    internal void Wake(IEnumerable<UserId> senders)
    {
        if (!options.SendReceipts)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var sender in _closed ? [] : senders)
            {
                if (!_timers.ContainsKey(sender))
                {
                    _timers.Add(sender, options.Clock.CreateTimer(_ => Send(sender), null, Between, Between));
                }
            }
        }
    }

    /// <summary>Sends nothing more. Nothing here touches the store afterwards.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var timer in _timers.Values)
            {
                timer.Dispose();
            }

            _timers.Clear();
        }
    }

    private void Send(UserId sender)
    {
        // Under the gate, so that closing waits for a sending that has begun.
        lock (_gate)
        {
            try
            {
                if (!_closed && !TrySend(sender) && _timers.Remove(sender, out var timer))
                {
                    timer.Dispose();
                }
            }
            catch (Exception e) when (e is SdtpClientException or Microsoft.Data.Sqlite.SqliteException or IOException)
            {
                // A store that fails says so where a person waits for it; this waits for the next time.
            }
        }
    }

    /// <summary>Sends the next receipt, if it can go now; false when there is none.</summary>
    private bool TrySend(UserId sender)
    {
        if (store.Receipts.Next(sender) is not { } waiting)
        {
            return false;
        }

        // Asked again: it may have been switched off, or the key have changed, since these were noted.
        if (_book.Recipient(sender) is { } name)
        {
            outbox.TryPost(name, sender, ReceiptContent.Encode(waiting.Kind, waiting.Ids), waiting.RowIds);
        }
        else
        {
            store.Receipts.Forget(sender);
        }

        return true;
    }
}
