using Azure;
using Azure.Data.Tables;

namespace Sdtp.Storage.AzureStorage.Tables;

/// <summary>
/// One entity group transaction while it is put together: entities of one partition, each at most once, within Azure's limits. Room for its
/// first entity, whose content is known last, is kept from the beginning.
/// </summary>
internal sealed class EntityGroup(string partitionKey, int firstEntityBytesMax)
{
    // The boundaries around the whole.
    private const int EnvelopeBytes = 512;

    private readonly List<TableTransactionAction> _actions = [null!];
    private readonly HashSet<string> _rowKeys = [];
    private int _bytes = EnvelopeBytes + firstEntityBytesMax;

    internal int Count => _actions.Count;

    /// <summary>Adds an entity; false when the group is full and the entity belongs into the next.</summary>
    internal bool TryAdd(TableTransactionActionType type, TableEntity entity, ETag etag = default)
    {
        CheckBelongs(entity);
        var bytes = EntitySize.InRequestAtMost(entity);
        if (_actions.Count == TableLimits.TransactionRowsMax || _bytes + bytes > TableLimits.TransactionBytesMax)
        {
            return false;
        }

        if (!_rowKeys.Add(entity.RowKey))
        {
            throw new InvalidOperationException($"Row {entity.RowKey} is already in the transaction.");
        }

        _actions.Add(new TableTransactionAction(type, entity, etag));
        _bytes += bytes;
        return true;
    }

    /// <summary>The actions to submit, with the first entity in its place.</summary>
    internal IReadOnlyList<TableTransactionAction> Seal(TableTransactionActionType type, TableEntity first, ETag etag)
    {
        CheckBelongs(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(EntitySize.InRequestAtMost(first), firstEntityBytesMax, nameof(first));
        if (!_rowKeys.Add(first.RowKey))
        {
            throw new InvalidOperationException($"Row {first.RowKey} is already in the transaction.");
        }

        _actions[0] = new TableTransactionAction(type, first, etag);
        return _actions;
    }

    private void CheckBelongs(TableEntity entity)
    {
        if (entity.PartitionKey != partitionKey)
        {
            throw new InvalidOperationException("A transaction has one partition.");
        }

        EntityRules.Check(entity);
    }
}
