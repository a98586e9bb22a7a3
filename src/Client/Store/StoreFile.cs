using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Data.Sqlite;
using Sdtp.Crypto.Records;

namespace Sdtp.Client.Store;

/// <summary>
/// The encrypted SQLite file. Every value is sealed and every index blinded before SQLite sees it, so neither the file nor its
/// write-ahead log holds a name, a key or a text. One connection, one caller at a time; a transaction is on the disk when it returns.
/// </summary>
internal sealed class StoreFile : IDisposable
{
    private const string OwnerMark = "SDTP1 store";

    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = [];
    private SqliteTransaction? _transaction;

    private StoreFile(SqliteConnection connection, RecordCipher cipher)
    {
        _connection = connection;
        Cipher = cipher;
    }

    internal RecordCipher Cipher { get; }

    private static ReadOnlySpan<byte> OwnerPlace => "owner"u8;

    /// <summary>Makes the file, or takes up one whose making was cut short.</summary>
    /// <exception cref="StoreDamagedException">There is one that cannot be used; it is left as it is.</exception>
    internal static StoreFile Create(string path, ReadOnlySpan<byte> storeKey) => Open(path, storeKey, mayMake: true);

    /// <summary>
    /// Opens the file. One that is missing or empty is not made anew: with it every pin would be forgotten, and nobody would notice.
    /// </summary>
    /// <exception cref="StoreDamagedException">The file is missing or cannot be used; what is there is left as it is.</exception>
    internal static StoreFile Open(string path, ReadOnlySpan<byte> storeKey) => Open(path, storeKey, mayMake: false);

    private static StoreFile Open(string path, ReadOnlySpan<byte> storeKey, bool mayMake)
    {
        BlockingCalls.Announce("The local store was opened");
        if (!mayMake && !File.Exists(path))
        {
            throw Lost(path);
        }

        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        var store = new StoreFile(connection, new RecordCipher(storeKey));
        try
        {
            connection.Open();
            RestrictToOwner(path);
            store.Prepare(path, mayMake);
            return store;
        }
        catch (SqliteException e)
        {
            store.Dispose();
            throw new StoreDamagedException($"{path} cannot be read ({e.Message}).", e);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements as one transaction.</summary>
    internal T Transact<T>(Func<T> work)
    {
        BlockingCalls.Announce("The local store was written");
        lock (_gate)
        {
            if (_transaction is not null)
            {
                return work();
            }

            using var transaction = _connection.BeginTransaction();
            _transaction = transaction;
            try
            {
                var result = work();
                transaction.Commit();
                return result;
            }
            finally
            {
                _transaction = null;
            }
        }
    }

    internal void Transact(Action work) => Transact(() =>
    {
        work();
        return true;
    });

    /// <summary>
    /// Brings everything into the file itself and empties the write-ahead log, where what has been deleted would lie a while longer.
    /// </summary>
    internal void EmptyLog() => Execute("PRAGMA wal_checkpoint(TRUNCATE)");

    internal int Execute(string sql, params ReadOnlySpan<object> values)
    {
        BlockingCalls.Announce("The local store was written");
        lock (_gate)
        {
            return Command(sql, values).ExecuteNonQuery();
        }
    }

    internal List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object> values)
    {
        BlockingCalls.Announce("The local store was read");
        lock (_gate)
        {
            using var reader = Command(sql, values).ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
            {
                rows.Add(read(reader));
            }

            return rows;
        }
    }

    /// <summary>Seals a record for one place; it does not open anywhere else.</summary>
    internal byte[] Seal<T>(T record, JsonTypeInfo<T> type, ReadOnlySpan<byte> place) =>
        Cipher.Seal(JsonSerializer.SerializeToUtf8Bytes(record, type), place);

    internal T Unseal<T>(byte[] sealedRecord, JsonTypeInfo<T> type, ReadOnlySpan<byte> place) =>
        Cipher.TryOpen(sealedRecord, place, out var plaintext) && JsonSerializer.Deserialize(plaintext, type) is { } record
            ? record
            : throw new StoreDamagedException(
                "A record of the local store does not open: it was changed or moved, or belongs to another identity.");

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var command in _commands.Values)
            {
                command.Dispose();
            }

            _connection.Dispose();
            Cipher.Dispose();
        }
    }

    private static void RestrictToOwner(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    /// <summary>
    /// The statement with its values, prepared the first time only: reading the text of a statement takes SQLite longer than most of them
    /// run. It is free again when the caller lets go of the gate.
    /// </summary>
    private SqliteCommand Command(string sql, ReadOnlySpan<object> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i + 1}" });
            }

            _commands.Add(sql, command);
        }

        command.Transaction = _transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command;
    }

    private static StoreDamagedException Lost(string path) => new(
        $"{path} is missing or empty: with it the pins of your contacts, the ids of received messages and the history are gone. "
        + "Restore it from a copy, or make a new one with 'sdtp identity new-store'; compare safety numbers again after that.");

    private void Upgrade(int from)
    {
        foreach (var step in StoreSchema.Steps.Skip(from - 1))
        {
            Execute(step);
        }

        Execute($"PRAGMA user_version = {StoreSchema.Version}");
    }

    private void Prepare(string path, bool mayMake)
    {
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = FULL");

        // Deleted rows are overwritten: what a deleted key had sealed shall not linger in free pages.
        Execute("PRAGMA secure_delete = ON");
        var version = Query("PRAGMA user_version", r => r.GetInt32(0))[0];
        if (version > StoreSchema.Version)
        {
            throw new StoreDamagedException(
                $"The local store is of version {version}; this program knows {StoreSchema.Version}. Use a newer program.");
        }

        if (version == 0 && !mayMake)
        {
            throw Lost(path);
        }

        if (version == 0)
        {
            Transact(() =>
            {
                Execute(StoreSchema.BaseSql);
                var mark = Seal(new TextRecord(OwnerMark), StoreJson.Default.TextRecord, OwnerPlace);
                Execute("INSERT INTO owner (record) VALUES ($1)", mark);
                Upgrade(from: 1);
            });
        }
        else if (version < StoreSchema.Version)
        {
            Transact(() => Upgrade(version));
        }

        // Every other lookup is blinded, so a store under another key would only look empty.
        var owner = Query("SELECT record FROM owner", r => r.GetFieldValue<byte[]>(0));
        if (owner.Count != 1 || Unseal(owner[0], StoreJson.Default.TextRecord, OwnerPlace).Text != OwnerMark)
        {
            throw new StoreDamagedException("The local store has lost the mark of its owner: it was changed. Restore it from a copy.");
        }
    }
}
