namespace Sdtp.Client;

/// <summary>How far a file has come. The numbers are kept in the local store and never change.</summary>
public enum FileState
{
    /// <summary>Own: kept here in encrypted parts, on its way to the relay or waiting for it.</summary>
    Sending = 0,

    /// <summary>Own: given up; the history says why. It is kept for another try.</summary>
    Failed = 1,

    /// <summary>Own: the relay has every part. It is not kept here any more.</summary>
    Sent = 2,

    /// <summary>Theirs: some parts are here.</summary>
    Receiving = 3,

    /// <summary>Theirs: whole, checked and encrypted, until the person saves or discards it.</summary>
    Waiting = 4,

    /// <summary>Theirs: written to a file.</summary>
    Saved = 5,

    /// <summary>Theirs: thrown away by the person.</summary>
    Discarded = 6,

    /// <summary>Theirs: all parts came, and are not the file that its sender signed for. Thrown away.</summary>
    Damaged = 7,

    /// <summary>The rest did not come, or could not be sent, for <see cref="FileLimits.ExpireAfter"/>. Thrown away.</summary>
    Expired = 8,

    /// <summary>Theirs: not taken, since too much waits already.</summary>
    Refused = 9,

    /// <summary>Own: stopped by the person. It is not kept here any more; parts that had left stay where they are.</summary>
    Cancelled = 10,
}
