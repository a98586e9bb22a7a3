using Azure.Data.Tables;

namespace Sdtp.Storage.AzureStorage.Tables;

/// <summary>How large an entity is: in the table, which Azure limits, and at most in a request, which it limits too.</summary>
internal static class EntitySize
{
    // The multipart headers, request line and http headers of one action of a transaction, about 850 bytes for an account with the longest
    // name; with room to spare.
    private const int ActionOverheadBytes = 1_280;
    private const int KeyNamesBytes = 40;

    // Quotes, colon and comma of the value, and the same with "@odata.type" and the type for its annotation.
    private const int PropertyOverheadBytes = 48;

    /// <summary>By Azure's formula: 4 bytes, the keys in UTF-16, and 8 bytes, name in UTF-16 and value for each property.</summary>
    internal static int InTable(TableEntity entity)
    {
        var bytes = 4 + (2 * (entity.PartitionKey.Length + entity.RowKey.Length));
        foreach (var (name, value) in Properties(entity))
        {
            bytes += 8 + (2 * name.Length) + OfValue(value);
        }

        return bytes;
    }

    /// <summary>No request is larger: base64 for binary, every name twice for its type annotation, every character escaped.</summary>
    internal static int InRequestAtMost(TableEntity entity)
    {
        var bytes = ActionOverheadBytes + KeyNamesBytes + (12 * (entity.PartitionKey.Length + entity.RowKey.Length));
        foreach (var (name, value) in Properties(entity))
        {
            bytes += PropertyOverheadBytes + (2 * name.Length) + value switch
            {
                byte[] binary => 4 * ((binary.Length + 2) / 3),
                string text => 6 * text.Length,
                _ => 32,
            };
        }

        return bytes;
    }

    internal static int OfValue(object value) => value switch
    {
        byte[] binary => 4 + binary.Length,
        string text => 4 + (2 * text.Length),
        long or double or DateTimeOffset or DateTime => 8,
        int => 4,
        bool => 1,
        Guid => 16,
        _ => throw new ArgumentException($"A table has no type for {value.GetType()}.", nameof(value)),
    };

    internal static IEnumerable<KeyValuePair<string, object>> Properties(TableEntity entity) =>
        entity.Where(
            property => property.Value is not null && property.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag"));
}
