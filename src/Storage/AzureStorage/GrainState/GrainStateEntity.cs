using System.Text;
using Azure;
using Azure.Data.Tables;
using Sdtp.Storage.AzureStorage.Tables;

namespace Sdtp.Storage.AzureStorage.GrainState;

/// <summary>
/// Serialised state in a row as Microsoft.Orleans.Persistence.AzureStorage lays it out: <c>Data</c>, <c>Data1</c> ... <c>Data14</c> of 64
/// KiB each. What that package wrote as text (<c>StringData</c>, or base64 in <c>Data</c>) is read too.
/// </summary>
internal static class GrainStateEntity
{
    internal const int PartsMax = 15;
    internal const int BytesMax = PartsMax * TableLimits.PropertyBytesMax;
    private const string BinaryName = "Data";
    private const string TextName = "StringData";

    internal static TableEntity Create(string partition, string row, ReadOnlyMemory<byte> state)
    {
        if (state.Length > BytesMax)
        {
            throw new ArgumentException(
                $"The state of a grain takes {state.Length} bytes; a row of Azure Tables holds {BytesMax}.", nameof(state));
        }

        var entity = Empty(partition, row);
        for (var i = 0; i * TableLimits.PropertyBytesMax < state.Length; i++)
        {
            var start = i * TableLimits.PropertyBytesMax;
            entity[Part(BinaryName, i)] = state.Slice(start, Math.Min(TableLimits.PropertyBytesMax, state.Length - start)).ToArray();
        }

        return entity;
    }

    /// <summary>What clearing leaves: a row without data, which keeps its ETag.</summary>
    internal static TableEntity Empty(string partition, string row) => new(partition, row);

    /// <summary>The serialised state; empty where the row has none.</summary>
    internal static BinaryData Read(TableEntity entity)
    {
        var binary = Parts(entity, BinaryName)
            .Select(value => value switch { byte[] bytes => bytes, string base64 => Convert.FromBase64String(base64), _ => [] })
            .SelectMany(bytes => bytes)
            .ToArray();
        return binary.Length != 0
            ? new BinaryData(binary)
            : new BinaryData(Encoding.UTF8.GetBytes(string.Concat(Parts(entity, TextName).OfType<string>())));
    }

    /// <summary>The version as Orleans carries it; null asks for a row that is not there yet.</summary>
    internal static ETag? ParseETag(string? etag) => string.IsNullOrEmpty(etag) ? null : new ETag(etag);

    private static IEnumerable<object> Parts(TableEntity entity, string name)
    {
        for (var i = 0; i < PartsMax; i++)
        {
            if (entity.TryGetValue(Part(name, i), out var value) && value is not null)
            {
                yield return value;
            }
        }
    }

    private static string Part(string name, int index) => index == 0 ? name : name + index;
}
