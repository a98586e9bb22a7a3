using System.Text;
using System.Text.Json.Serialization.Metadata;
using Sdtp.Client.Wire;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Store;

/// <summary>Single values, and what is remembered of relays.</summary>
internal sealed class SettingsStore(StoreFile file) : ICertificatePins
{
    private const string RelayName = "relay";
    private const string ReceiptsName = "receipts";
    private const string DownloadsName = "downloads";
    private const string Off = "off";

    internal string? RelayAddress
    {
        get => Find(RelayName, StoreJson.Default.TextRecord)?.Text;
        set => Put(RelayName, new TextRecord(value ?? ""), StoreJson.Default.TextRecord);
    }

    internal bool SendsReceipts
    {
        get => Find(ReceiptsName, StoreJson.Default.TextRecord)?.Text != Off;
        set => Put(ReceiptsName, new TextRecord(value ? "on" : Off), StoreJson.Default.TextRecord);
    }

    internal string? DownloadsFolder
    {
        get => Find(DownloadsName, StoreJson.Default.TextRecord)?.Text;
        set => Put(DownloadsName, new TextRecord(value ?? ""), StoreJson.Default.TextRecord);
    }

    internal ServerRecord FindServer(string endpoint) => Find(ServerName(endpoint), StoreJson.Default.ServerRecord) ?? new ServerRecord();

    internal void UpdateServer(string endpoint, Func<ServerRecord, ServerRecord> change) =>
        file.Transact(() => Put(ServerName(endpoint), change(FindServer(endpoint)), StoreJson.Default.ServerRecord));

    public ValueTask<Fingerprint?> FindAsync(string endpoint, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Fingerprint?>(FindServer(endpoint).KeyPin is { } pin ? Fingerprint.Parse(pin) : null);

    public ValueTask RememberAsync(string endpoint, Fingerprint pin, CancellationToken cancellationToken)
    {
        UpdateServer(endpoint, record => record with { KeyPin = pin.ToString() });
        return ValueTask.CompletedTask;
    }

    private static string ServerName(string endpoint) => $"server {endpoint}";

    private T? Find<T>(string name, JsonTypeInfo<T> type)
        where T : class
    {
        var key = KeyOf(name);
        var found = file.Query("SELECT record FROM settings WHERE key = $1", r => r.GetFieldValue<byte[]>(0), key);
        return found.Count == 0 ? null : file.Unseal(found[0], type, key);
    }

    private void Put<T>(string name, T record, JsonTypeInfo<T> type)
    {
        var key = KeyOf(name);
        file.Execute("INSERT OR REPLACE INTO settings (key, record) VALUES ($1, $2)", key, file.Seal(record, type, key));
    }

    private byte[] KeyOf(string name) => file.Cipher.Blind("setting", Encoding.UTF8.GetBytes(name));
}
