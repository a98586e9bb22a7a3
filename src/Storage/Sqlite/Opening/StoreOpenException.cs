namespace Sdtp.Storage.Sqlite.Opening;

/// <summary>Why a store could not be opened.</summary>
public enum StoreOpenFailure
{
    /// <summary>The folder cannot be made, written or read.</summary>
    Unusable,

    /// <summary>Another process has the folder open.</summary>
    Locked,

    /// <summary>The file is torn, altered, or not a database.</summary>
    Damaged,

    /// <summary>The file is a database of another program.</summary>
    Foreign,

    /// <summary>The file was written by a newer version of this program.</summary>
    Newer,
}

/// <summary>The store cannot be opened; nothing in its folder was overwritten. The message is one line and says what to do.</summary>
public sealed class StoreOpenException : Exception
{
    internal StoreOpenException(StoreOpenFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What kind of obstacle it is.</summary>
    public StoreOpenFailure Failure { get; }
}
