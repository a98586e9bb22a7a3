namespace Sdtp.Storage.Sqlite;

/// <summary>Where the embedded store keeps its file, and its limits.</summary>
public sealed class SqliteStorageOptions
{
    /// <summary>Folder of <c>sdtp.db</c> and its lock; made with mode 0700 when missing. One process per folder.</summary>
    public string DataFolder { get; set; } = "data";

    /// <summary>Most message rows in one commit, unless a single append has more. Between 1 and 65,536.</summary>
    public int CommitRowsMax { get; set; } = 1_024;

    /// <summary>Most envelope bytes in one commit, unless a single append has more. Between 64 KiB and 256 MiB.</summary>
    public int CommitBytesMax { get; set; } = 8 * 1024 * 1024;

    /// <summary>Rows waiting to be committed from which on the log says that it is busy. At least <see cref="CommitRowsMax"/>.</summary>
    public int QueueRowsMax { get; set; } = 65_536;

    /// <summary>
    /// Envelope bytes waiting to be committed from which on the log says that it is busy. At least <see cref="CommitBytesMax"/>.
    /// </summary>
    public long QueueBytesMax { get; set; } = 128L * 1024 * 1024;

    /// <summary>
    /// How many times the queue's two limits may wait before a write is refused outright, and its lease with it. Between 2 and 64.
    /// </summary>
    public int QueueOverloadFactor { get; set; } = 4;

    /// <summary>Connections that read; a read waits for a free one. Between 1 and 64.</summary>
    public int Readers { get; set; } = 4;

    /// <summary>
    /// Committed rows whose place is held in memory and not yet written to the place index; they are read again at start. Between 1 and
    /// 1,048,576.
    /// </summary>
    public int UnindexedRowsMax { get; set; } = 65_536;

    /// <summary>Deleted rows whose neighbours still live, which wait for them before they are erased. Between 0 and 16,777,216.</summary>
    public int GarbageRowsMax { get; set; } = 262_144;

    /// <summary>Mailbox heads that the writer remembers. Between 16 and 16,777,216.</summary>
    public int HeadsCachedMax { get; set; } = 131_072;

    /// <summary>Bytes written after which the write-ahead log is copied into the file. Between 1 MiB and 1 GiB.</summary>
    public int CheckpointBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Page cache of the writer, in bytes. Between 1 MiB and 1 GiB.</summary>
    public int WriterCacheBytes { get; set; } = 128 * 1024 * 1024;

    /// <summary>Page cache of each reader, in bytes. Between 1 MiB and 1 GiB.</summary>
    public int ReaderCacheBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>
    /// Largest file, in bytes, that is checked page by page at start; a larger one would make the start slow. Zero never checks.
    /// </summary>
    public long FullCheckBytesMax { get; set; } = 64L * 1024 * 1024;
}
