using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;

namespace Sdtp.Client;

/// <summary>
/// One identity on this machine: the folder <c>&lt;home&gt;/&lt;folded username&gt;/</c> with its keystore, its encrypted store and the lock that keeps
/// a second program out. Dispose it to let go of all three.
/// </summary>
public sealed partial class Profile : IDisposable
{
    /// <summary>The name, as it was typed at creation.</summary>
    public Username Username => throw new NotSupportedException();

    /// <summary>SHA-256 of <see cref="PublicKey"/>.</summary>
    public UserId UserId => throw new NotSupportedException();

    /// <summary>The identity key's public half.</summary>
    public P256PublicKey PublicKey => throw new NotSupportedException();

    /// <summary>The relay that this identity lives on; <see cref="MoveTo"/> changes it.</summary>
    public RelayAddress Relay => throw new NotSupportedException();

    /// <summary>The profile's folder.</summary>
    public string Folder => throw new NotSupportedException();

    /// <summary><c>$SDTP_HOME</c>, else <c>$XDG_DATA_HOME/sdtp</c>, else <c>~/.local/share/sdtp</c>.</summary>
    public static string DefaultHome() => throw new NotSupportedException();

    /// <summary>The profiles in a home folder, by name; empty when the folder does not exist.</summary>
    /// <param name="home">The home folder.</param>
    public static IReadOnlyList<ProfileEntry> List(string home) => throw new NotSupportedException();

    /// <summary>Makes a new identity with its folder. Slow by design when a passphrase is given: about a second of one core.</summary>
    /// <param name="home">The home folder; made when missing.</param>
    /// <param name="username">The name to register later.</param>
    /// <param name="passphrase">Seals the keystore; null leaves it open to whoever reads the file.</param>
    /// <param name="relay">The relay to live on.</param>
    /// <param name="clock">The clock; the system's when null.</param>
    public static ProfileResult Create(string home, Username username, string? passphrase, RelayAddress relay, TimeProvider? clock = null) =>
        throw new NotSupportedException();

    /// <summary>Opens an existing profile.</summary>
    /// <param name="home">The home folder.</param>
    /// <param name="username">The profile's name, in any case.</param>
    /// <param name="passphrase">What the keystore was sealed with, or null for one without.</param>
    /// <param name="clock">The clock; the system's when null.</param>
    public static ProfileResult Open(string home, Username username, string? passphrase, TimeProvider? clock = null) =>
        throw new NotSupportedException();

    /// <summary>Remembers another relay, or another fingerprint, for this identity.</summary>
    /// <param name="relay">The new address.</param>
    public void MoveTo(RelayAddress relay) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotSupportedException();
}
