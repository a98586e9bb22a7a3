namespace Sdtp.Crypto.Keystores;

/// <summary>One sentence per outcome, with what to do next.</summary>
internal static class KeystoreAdvice
{
    internal static string For(KeystoreStatus status, string what) => status switch
    {
        KeystoreStatus.Opened => "",
        KeystoreStatus.NotFound => $"{what} does not exist. Check the path and the username.",
        KeystoreStatus.PassphraseRequired => $"{what} is protected by a passphrase. Give it.",
        KeystoreStatus.WrongPassphrase => $"The passphrase does not fit {what}. Try again; nothing was changed.",
        KeystoreStatus.NotProtected =>
            $"{what} has no passphrase although one was given. If you set one, this is not your file; otherwise open it without.",
        KeystoreStatus.NewerVersion => $"{what} was written by a newer version of this program. Update the program; nothing was changed.",
        KeystoreStatus.Unreadable => $"{what} could not be read. Check that it is a file, and its owner and permissions.",
        _ => $"{what} is damaged or was changed. Restore it from a copy; nothing was changed.",
    };
}
