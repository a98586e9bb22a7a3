using Sdtp.Client.Sending;
using Sdtp.Client.Store;
using Sdtp.Crypto.Contents;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Receipts;

/// <summary>
/// Gathers what there is to tell the senders of texts, and sends it: one receipt for many messages, at most one for each conversation in
/// <see cref="Between"/>. What is gathered is in memory only: a receipt is a courtesy, and the next one says more.
/// </summary>
internal sealed class ReceiptPost(ClientStore store, Outbox outbox, MessengerOptions options)
{
    /// <summary>The time from the first news of a conversation to its receipt, and from one receipt to the next.</summary>
    internal static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    /// <summary>Most messages that wait to be told of in one conversation; more are not told of.</summary>
    private const int IdsMax = 8 * ReceiptContent.IdsMax;

    private readonly Lock _gate = new();
    private readonly Dictionary<UserId, Batch> _batches = [];
    private bool _closed;

    /// <summary>Takes note of what has become of texts. A sender who is not to be told is passed over.</summary>
    internal void Note(UserId sender, ReceiptKind kind, IEnumerable<MessageId> ids)
    {
        if (!options.SendReceipts || Recipient(sender) is null)
        {
            return;
        }

        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            if (!_batches.TryGetValue(sender, out var batch))
            {
                batch = new Batch(options.Clock.CreateTimer(_ => Send(sender), null, Between, Between));
                _batches.Add(sender, batch);
            }

            batch.Add(kind, ids);
        }
    }

    /// <summary>Sends nothing more. Nothing here touches the store afterwards.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var batch in _batches.Values)
            {
                batch.Timer.Dispose();
            }

            _batches.Clear();
        }
    }

    private void Send(UserId sender)
    {
        // Under the gate, so that closing waits for a sending that has begun.
        lock (_gate)
        {
            if (!_batches.TryGetValue(sender, out var batch))
            {
                return;
            }

            if (batch.IsEmpty)
            {
                batch.Timer.Dispose();
                _batches.Remove(sender);
                return;
            }

            var (kind, ids) = batch.Take();
            try
            {
                // Asked again: it may have been switched off, or the key have changed, since these were noted.
                if (Recipient(sender) is { } name)
                {
                    outbox.Post(name, sender, ReceiptContent.Encode(kind, ids));
                }
            }
            catch (Exception e) when (e is SdtpClientException or Microsoft.Data.Sqlite.SqliteException or IOException)
            {
                // A store that fails says so where a person waits for it; here it costs a receipt.
            }
        }
    }

    /// <summary>The name to which a receipt may go: pinned, not changed since, and not switched off.</summary>
    private Username? Recipient(UserId sender) =>
        store.Settings.SendsReceipts
        && store.Contacts.Find(sender) is { PresentedKey: null } pin
        && store.History.FindChat(pin.Name.Display) is not { AreReceiptsOff: true }
            ? pin.Name
            : null;

    private sealed class Batch(ITimer timer)
    {
        private readonly List<MessageId> _delivered = [];
        private readonly List<MessageId> _read = [];

        internal ITimer Timer { get; } = timer;

        internal bool IsEmpty => _delivered.Count + _read.Count == 0;

        internal void Add(ReceiptKind kind, IEnumerable<MessageId> ids)
        {
            var waiting = kind == ReceiptKind.Read ? _read : _delivered;
            waiting.AddRange(ids.Take(IdsMax - waiting.Count));
            if (kind == ReceiptKind.Read)
            {
                // Read implies delivered: one receipt says both.
                var read = _read.ToHashSet();
                _delivered.RemoveAll(read.Contains);
            }
        }

        internal (ReceiptKind Kind, List<MessageId> Ids) Take()
        {
            var (kind, waiting) = _read.Count > 0 ? (ReceiptKind.Read, _read) : (ReceiptKind.Delivered, _delivered);
            var ids = waiting.Take(ReceiptContent.IdsMax).ToList();
            waiting.RemoveRange(0, ids.Count);
            return (kind, ids);
        }
    }
}
