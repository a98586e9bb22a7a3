using System.Diagnostics.CodeAnalysis;

namespace Sdtp.Crypto.Keystores;

/// <summary>What came of opening a keystore file.</summary>
public sealed class KeystoreOpenResult
{
    internal KeystoreOpenResult(KeystoreStatus status, string detail, KeystoreFile? file = null)
    {
        Status = status;
        Detail = detail;
        File = file;
    }

    /// <summary>The outcome.</summary>
    public KeystoreStatus Status { get; }

    /// <summary>One sentence for the person: what is wrong and what to do next. Empty when opened.</summary>
    public string Detail { get; }

    /// <summary>The open keystore file, or null.</summary>
    public KeystoreFile? File { get; }

    /// <summary>Whether it is open.</summary>
    [MemberNotNullWhen(true, nameof(File))]
    public bool IsOpened => File is not null;
}
