using Microsoft.Extensions.Options;

namespace Sdtp.Storage.Sqlite;

/// <summary>Names the property and the constraint of every setting that cannot be.</summary>
internal sealed class SqliteStorageOptionsValidator : IValidateOptions<SqliteStorageOptions>
{
    private const int Kibi = 1024;
    private const int Mebi = 1024 * Kibi;

    public ValidateOptionsResult Validate(string? name, SqliteStorageOptions options)
    {
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(options.DataFolder))
        {
            failures.Add($"{nameof(SqliteStorageOptions.DataFolder)} must name a folder.");
        }

        Check(failures, nameof(options.CommitRowsMax), options.CommitRowsMax, 1, 65_536);
        Check(failures, nameof(options.CommitBytesMax), options.CommitBytesMax, 64 * Kibi, 256 * Mebi);
        Check(failures, nameof(options.QueueRowsMax), options.QueueRowsMax, options.CommitRowsMax, int.MaxValue);
        Check(failures, nameof(options.QueueBytesMax), options.QueueBytesMax, options.CommitBytesMax, long.MaxValue / 64);
        Check(failures, nameof(options.QueueOverloadFactor), options.QueueOverloadFactor, 2, 64);
        Check(failures, nameof(options.Readers), options.Readers, 1, 64);
        Check(failures, nameof(options.UnindexedRowsMax), options.UnindexedRowsMax, 1, 1_048_576);
        Check(failures, nameof(options.GarbageRowsMax), options.GarbageRowsMax, 0, 16_777_216);
        Check(failures, nameof(options.HeadsCachedMax), options.HeadsCachedMax, 16, 16_777_216);
        Check(failures, nameof(options.CheckpointBytes), options.CheckpointBytes, Mebi, 1024 * Mebi);
        Check(failures, nameof(options.WriterCacheBytes), options.WriterCacheBytes, Mebi, 1024 * Mebi);
        Check(failures, nameof(options.ReaderCacheBytes), options.ReaderCacheBytes, Mebi, 1024 * Mebi);
        Check(failures, nameof(options.FullCheckBytesMax), options.FullCheckBytesMax, 0, long.MaxValue);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void Check(List<string> failures, string property, long value, long lowest, long highest)
    {
        if (value < lowest || value > highest)
        {
            failures.Add($"{property} must be between {lowest} and {highest}, not {value}.");
        }
    }
}
