namespace Sdtp.Client.Store;

/// <summary>The local store of one identity, by concern. All parts share one file, so a transaction may span them.</summary>
internal sealed class ClientStore : IDisposable
{
    private readonly StoreFile _file;

    private ClientStore(StoreFile file)
    {
        _file = file;
        Settings = new SettingsStore(file);
        Contacts = new ContactStore(file);
        Inbox = new InboxStore(file);
        Outbox = new OutboxStore(file);
        History = new HistoryStore(file);
        Files = new FileStore(file);
        Receipts = new ReceiptStore(file);
        Search = new SearchStore(file);
    }

    internal SettingsStore Settings { get; }

    internal ContactStore Contacts { get; }

    internal InboxStore Inbox { get; }

    internal OutboxStore Outbox { get; }

    internal HistoryStore History { get; }

    internal FileStore Files { get; }

    internal ReceiptStore Receipts { get; }

    internal SearchStore Search { get; }

    /// <summary>
    /// Raised when own files have been cancelled: whoever holds parts of them lets go. Outside of a transaction, since a handler takes
    /// locks that others hold when they write.
    /// </summary>
    internal event Action? FilesCancelled;

    internal void TellFilesCancelled() => FilesCancelled?.Invoke();

    internal static ClientStore Create(string path, ReadOnlySpan<byte> storeKey) => new(StoreFile.Create(path, storeKey));

    internal static ClientStore Open(string path, ReadOnlySpan<byte> storeKey) => new(StoreFile.Open(path, storeKey));

    internal void Transact(Action work) => _file.Transact(work);

    internal T Transact<T>(Func<T> work) => _file.Transact(work);

    internal void EmptyLog() => _file.EmptyLog();

    public void Dispose() => _file.Dispose();
}
