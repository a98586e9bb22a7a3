using Sdtp.Client.Store;
using Sdtp.Crypto.Contents;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Receipts;

/// <summary>Whom to tell what has become of their texts, and what is still to be told. On disk, so that nothing is forgotten.</summary>
internal sealed class ReceiptBook(ClientStore store)
{
    /// <summary>
    /// Takes note of what has become of texts. A sender who is not to be told is passed over. Belongs into the transaction that makes it
    /// true, and so takes no lock but the store's.
    /// </summary>
    internal void Note(UserId sender, ReceiptKind kind, IEnumerable<MessageId> ids)
    {
        if (Recipient(sender) is not null)
        {
            store.Receipts.Put(sender, kind, ids);
        }
    }

    /// <summary>Marks a chat as seen, and notes that its senders are to be told so. Gives the senders.</summary>
    internal IReadOnlyList<UserId> NoteSeen(string chat, long throughId) => store.Transact(() =>
    {
        var seen = store.History.See(chat, throughId).ToLookup(text => text.Sender, text => text.MessageId);
        foreach (var texts in seen)
        {
            Note(texts.Key, ReceiptKind.Read, texts);
        }

        return seen.Select(texts => texts.Key).ToList();
    });

    /// <summary>The name to which a receipt may go: pinned, not changed since, and not switched off.</summary>
    internal Username? Recipient(UserId sender) =>
        store.Settings.SendsReceipts
        && store.Contacts.Find(sender) is { PresentedKey: null } pin
        && store.History.FindChat(pin.Name.Display) is not { AreReceiptsOff: true }
            ? pin.Name
            : null;
}
