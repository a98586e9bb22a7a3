using System.Diagnostics.CodeAnalysis;

namespace Sdtp.Client;

/// <summary>How making or opening a profile ended.</summary>
public enum ProfileStatus
{
    /// <summary>The profile is open and belongs to this program until disposed.</summary>
    Opened,

    /// <summary>There is no such profile.</summary>
    NotFound,

    /// <summary>There is one already; nothing was changed.</summary>
    AlreadyExists,

    /// <summary>Another program has it open.</summary>
    InUse,

    /// <summary>The keystore has a passphrase and none was given: ask for it and try again.</summary>
    PassphraseRequired,

    /// <summary>The passphrase does not open the keystore, or the bundle to import.</summary>
    WrongPassphrase,

    /// <summary>The keystore or the store is torn, tampered with, or of a later version; it was left untouched.</summary>
    Damaged,

    /// <summary>The folder cannot be read or written.</summary>
    Inaccessible,
}

/// <summary>The outcome of <see cref="Profile.Create"/> or <see cref="Profile.Open"/>.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Profile">The open profile, when it is.</param>
/// <param name="Message">For a person: what happened and what to do next; empty when opened.</param>
public sealed record ProfileResult(ProfileStatus Status, Profile? Profile, string Message)
{
    /// <summary>Whether there is an open profile.</summary>
    [MemberNotNullWhen(true, nameof(Profile))]
    public bool IsOpen => Profile is not null;
}

/// <summary>A profile that exists in a home folder.</summary>
/// <param name="Name">The folded username, which is the folder's name.</param>
/// <param name="Folder">The profile's folder.</param>
public sealed record ProfileEntry(string Name, string Folder);
