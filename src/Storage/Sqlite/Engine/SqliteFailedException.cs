using SQLitePCL;

namespace Sdtp.Storage.Sqlite.Engine;

/// <summary>SQLite said no. Never leaves this folder: callers of the store see the exception of the layer they called.</summary>
internal sealed class SqliteFailedException(int code, string message) : Exception($"SQLite error {code}: {message}")
{
    private readonly int _primary = code & 0xFF;

    /// <summary>Permissions or space, which somebody can change.</summary>
    internal bool IsAboutAccess => _primary is raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_FULL;

    /// <summary>Another program holds the file.</summary>
    internal bool IsAboutOthers => _primary is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;
}
