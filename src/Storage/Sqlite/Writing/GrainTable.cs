using Sdtp.Storage.Sqlite.Engine;

namespace Sdtp.Storage.Sqlite.Writing;

/// <summary>Which grain's state.</summary>
internal readonly record struct GrainStateKey(string Storage, string Kind, string Grain);

/// <summary>The states of grains, written by compare-and-set of a tag that never comes back.</summary>
internal sealed class GrainTable(Database database)
{
    private readonly Statement _insert = database.Prepare(
        "INSERT INTO grains(storage, kind, grain, etag, body) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING");

    private readonly Statement _update = database.Prepare(
        "UPDATE grains SET etag = ?4, body = ?5 WHERE storage = ?1 AND kind = ?2 AND grain = ?3 AND etag = ?6");

    private readonly Statement _delete = database.Prepare(
        "DELETE FROM grains WHERE storage = ?1 AND kind = ?2 AND grain = ?3 AND etag = ?4");

    private readonly Statement _find = database.Prepare("SELECT etag FROM grains WHERE storage = ?1 AND kind = ?2 AND grain = ?3");

    /// <summary>Writes a state; false when another tag than the expected one stands there.</summary>
    internal bool Put(GrainStateKey key, string? expected, string etag, ReadOnlySpan<byte> body)
    {
        var statement = expected is null ? _insert : _update;
        Bind(statement, key).Bind(4, etag).Bind(5, body);
        if (expected is not null)
        {
            statement.Bind(6, expected);
        }

        statement.Run();
        return database.Changes == 1;
    }

    /// <summary>Deletes a state; false when another tag than the expected one stands there.</summary>
    internal bool Delete(GrainStateKey key, string? expected)
    {
        if (expected is null)
        {
            return FindETag(key) is null;
        }

        Bind(_delete, key).Bind(4, expected).Run();
        return database.Changes == 1;
    }

    internal string? FindETag(GrainStateKey key)
    {
        if (!Bind(_find, key).Step())
        {
            return null;
        }

        var etag = _find.Text(0);
        _find.Reset();
        return etag;
    }

    private static Statement Bind(Statement statement, GrainStateKey key) =>
        statement.Bind(1, key.Storage).Bind(2, key.Kind).Bind(3, key.Grain);
}
