namespace Sdtp.Storage.Sqlite.Engine;

/// <summary>SQLite said no. Never leaves this folder: callers of the store see the exception of the layer they called.</summary>
internal sealed class SqliteFailedException(int code, string message) : Exception($"SQLite error {code}: {message}")
{
    /// <summary>The primary result code.</summary>
    internal int Code { get; } = code & 0xFF;
}
