namespace Sdtp.Crypto.Keystores;

/// <summary>What came of opening a keystore or a bundle. Whatever it is, the file was left as it was.</summary>
public enum KeystoreStatus
{
    /// <summary>It is open.</summary>
    Opened,

    /// <summary>There is no such file.</summary>
    NotFound,

    /// <summary>It is protected and no passphrase was given.</summary>
    PassphraseRequired,

    /// <summary>It is whole and the passphrase does not fit. (Somebody who changed it with care would look the same.)</summary>
    WrongPassphrase,

    /// <summary>A passphrase was given for a file that has none: it may have been swapped for another.</summary>
    NotProtected,

    /// <summary>It is torn, changed, or no such file at all. Restore it from a copy.</summary>
    Damaged,

    /// <summary>It was written by a newer version of this program.</summary>
    NewerVersion,

    /// <summary>The operating system refused to read it.</summary>
    Unreadable,
}
