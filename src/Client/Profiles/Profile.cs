using Sdtp.Client.Profiles;
using Sdtp.Client.Store;
using Sdtp.Crypto.Keystores;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;

namespace Sdtp.Client;

/// <summary>
/// One identity on this machine: the folder <c>&lt;home&gt;/&lt;folded username&gt;/</c> with its keystore, its encrypted store and the
/// lock that keeps
/// a second program out. Dispose it to let go of all three.
/// </summary>
public sealed partial class Profile : IDisposable
{
    private readonly ProfileLock _lock;
    private bool _disposed;

    private Profile(string folder, ProfileLock folderLock, KeystoreFile keystore, ClientStore store, RelayAddress relay)
    {
        Folder = folder;
        _lock = folderLock;
        KeystoreFile = keystore;
        Store = store;
        Relay = relay;
    }

    /// <summary>The name, as it was typed at creation.</summary>
    public Username Username => Keystore.Username;

    /// <summary>SHA-256 of <see cref="PublicKey"/>.</summary>
    public UserId UserId => Keystore.Identity.UserId;

    /// <summary>The identity key's public half.</summary>
    public P256PublicKey PublicKey => Keystore.Identity.PublicKey;

    /// <summary>Whether the keystore is sealed by a passphrase.</summary>
    public bool HasPassphrase => KeystoreFile.IsProtected;

    /// <summary>The relay that this identity lives on; <see cref="MoveTo"/> changes it.</summary>
    public RelayAddress Relay { get; private set; }

    /// <summary>The profile's folder.</summary>
    public string Folder { get; }

    /// <summary>
    /// Whether this identity sends receipts at all; kept on this machine, true until it is set. A program sends some only with
    /// <see cref="MessengerOptions.SendReceipts"/>, and none to a contact with <see cref="HistoryChat.AreReceiptsOff"/>.
    /// </summary>
    public bool SendsReceipts
    {
        get => Store.Settings.SendsReceipts;
        set => Store.Settings.SendsReceipts = value;
    }

    /// <summary>The chats that are kept on this machine.</summary>
    public ChatHistory History => new(Store);

    /// <summary>The files that are sent from this machine, and those that wait here to be saved.</summary>
    public FileShelf Files => new(Store);

    /// <summary>The identity that is pinned for a name, without asking anybody; null when there is none.</summary>
    /// <param name="username">The name.</param>
    public PinnedIdentity? FindPin(Username username) => Store.Contacts.Find(username) is { } pin
        ? new PinnedIdentity(pin.Name, pin.UserId, pin.PresentedKey is not null)
        : null;

    internal KeystoreFile KeystoreFile { get; }

    internal Keystore Keystore => KeystoreFile.Keystore;

    internal ClientStore Store { get; }

    /// <summary><c>$SDTP_HOME</c>, else <c>$XDG_DATA_HOME/sdtp</c>, else <c>~/.local/share/sdtp</c>.</summary>
    public static string DefaultHome()
    {
        if (Environment.GetEnvironmentVariable("SDTP_HOME") is { Length: > 0 } home)
        {
            return home;
        }

        return Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } data
            ? Path.Combine(data, "sdtp")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share", "sdtp");
    }

    /// <summary>The profiles in a home folder, by name; empty when the folder does not exist.</summary>
    /// <param name="home">The home folder.</param>
    public static IReadOnlyList<ProfileEntry> List(string home)
    {
        BlockingCalls.Announce("The profiles were listed");
        return Directory.Exists(home)
            ?
            [
                .. Directory.EnumerateDirectories(home)
                    .Where(folder => File.Exists(Path.Combine(folder, ProfileFolder.KeystoreName)))
                    .Select(folder => new ProfileEntry(Path.GetFileName(folder), folder))
                    .OrderBy(entry => entry.Name, StringComparer.Ordinal),
            ]
            : [];
    }

    /// <summary>Remembers another relay, or another fingerprint, for this identity. A messenger that is connected is not moved.</summary>
    /// <param name="relay">The new address.</param>
    public void MoveTo(RelayAddress relay)
    {
        ArgumentNullException.ThrowIfNull(relay);
        Store.Settings.RelayAddress = relay.ToString();
        Relay = relay;
    }

    /// <summary>The identity with all its sealing keys, encrypted under a passphrase, as text. It holds no messages.</summary>
    /// <param name="passphrase">Not empty; whoever has it and the text is this person.</param>
    public string ExportBundle(string passphrase) => IdentityBundle.Export(Keystore, passphrase);

    /// <summary>
    /// The bare identity key as unencrypted PKCS#8 PEM. Whoever reads this text is this person: warn before writing it anywhere.
    /// </summary>
    public string ExportPem() => Keystore.Identity.ExportPem();

    /// <summary>
    /// Disposes this profile and deletes its files, for an identity that never got its name. Whatever else lies in the folder stays,
    /// and then the folder too.
    /// </summary>
    public void Discard()
    {
        Dispose();
        ProfileFolder.DeleteOwn(Folder);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Store.Dispose();
        KeystoreFile.Dispose();

        // The lock goes last: whoever gets it finds the files at rest.
        _lock.Dispose();
    }
}
