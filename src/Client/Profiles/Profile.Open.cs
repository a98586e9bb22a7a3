using Sdtp.Client.Profiles;
using Sdtp.Client.Store;
using Sdtp.Crypto.Identities;
using Sdtp.Crypto.Keystores;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client;

/// <content>Making, importing and opening.</content>
public sealed partial class Profile
{
    private const string LoopbackRelay = "127.0.0.1";

    /// <summary>Makes a new identity with its folder. Slow by design when a passphrase is given.</summary>
    /// <param name="home">The home folder; made when missing.</param>
    /// <param name="username">The name to register later.</param>
    /// <param name="passphrase">Seals the keystore; null leaves it open to whoever reads the file.</param>
    /// <param name="relay">The relay to live on.</param>
    /// <param name="clock">The clock; the system's when null.</param>
    public static ProfileResult Create(
        string home, Username username, string? passphrase, RelayAddress relay, TimeProvider? clock = null) =>
        Make(home, username, passphrase, relay, () => Keystore.Generate(username, Now(clock)));

    /// <summary>As <see cref="Create"/>, with a passphrase of another cost.</summary>
    internal static ProfileResult CreateWith(KdfParameters kdf, string home, Username username, string passphrase, RelayAddress relay) =>
        Make(home, username, passphrase, relay, () => Keystore.Generate(username, Now(null)), kdf);

    /// <summary>Makes a profile of an identity bundle, under the name in the bundle.</summary>
    /// <param name="home">The home folder; made when missing.</param>
    /// <param name="bundle">The text that <see cref="ExportBundle"/> gave.</param>
    /// <param name="bundlePassphrase">What the bundle was sealed with.</param>
    /// <param name="passphrase">Seals the new keystore; null leaves it open to whoever reads the file.</param>
    /// <param name="relay">The relay to live on.</param>
    public static ProfileResult Import(string home, string bundle, string bundlePassphrase, string? passphrase, RelayAddress relay)
    {
        var result = IdentityBundle.Import(bundle, bundlePassphrase);
        return result.IsOpened
            ? Make(home, result.Keystore.Username, passphrase, relay, () => result.Keystore)
            : Refused(StatusOf(result.Status), result.Detail);
    }

    /// <summary>Makes a profile of a bare identity key. Messages sealed to its earlier sealing keys cannot be opened.</summary>
    /// <param name="home">The home folder; made when missing.</param>
    /// <param name="username">The name that the identity has, or is to register.</param>
    /// <param name="pem">One unencrypted PKCS#8 P-256 private key.</param>
    /// <param name="passphrase">Seals the new keystore; null leaves it open to whoever reads the file.</param>
    /// <param name="relay">The relay to live on.</param>
    /// <param name="clock">The clock; the system's when null.</param>
    public static ProfileResult ImportPem(
        string home, Username username, string pem, string? passphrase, RelayAddress relay, TimeProvider? clock = null)
    {
        try
        {
            var identity = IdentityKey.ImportPem(pem);
            return Make(home, username, passphrase, relay, () => Keystore.ForIdentity(username, identity, Now(clock)));
        }
        catch (Crypto.KeyFormatException e)
        {
            return Refused(ProfileStatus.Damaged, e.Message);
        }
    }

    /// <summary>Opens an existing profile.</summary>
    /// <param name="home">The home folder.</param>
    /// <param name="username">The profile's name, in any case.</param>
    /// <param name="passphrase">What the keystore was sealed with, or null for one without.</param>
    public static ProfileResult Open(string home, Username username, string? passphrase) =>
        OpenFolder(home, username, passphrase, newStoreFor: null);

    /// <summary>
    /// Opens a profile whose store is lost or damaged with a new, empty one; what is left of the old one is set aside as
    /// <c>store.db.old-N</c>. The pins, the ids of received messages and the history are not in it: contacts are trusted on first use
    /// again, and messages that wait on the relay since before may be shown a second time.
    /// </summary>
    /// <param name="home">The home folder.</param>
    /// <param name="username">The profile's name, in any case.</param>
    /// <param name="passphrase">What the keystore was sealed with, or null for one without.</param>
    /// <param name="relay">The relay that the identity lives on; its address was in the old store.</param>
    public static ProfileResult OpenWithNewStore(string home, Username username, string? passphrase, RelayAddress relay)
    {
        ArgumentNullException.ThrowIfNull(relay);
        return OpenFolder(home, username, passphrase, relay);
    }

    private static ProfileResult OpenFolder(string home, Username username, string? passphrase, RelayAddress? newStoreFor)
    {
        ArgumentException.ThrowIfNullOrEmpty(home);
        BlockingCalls.Announce("A profile was opened");
        var folder = new ProfileFolder(home, username);
        if (!File.Exists(folder.Keystore))
        {
            return Refused(ProfileStatus.NotFound, $"There is no profile '{username}' in {home}. Check the name, or create the profile.");
        }

        return Locked(folder, folderLock =>
        {
            var keystore = KeystoreFile.Open(folder.Keystore, passphrase);
            if (!keystore.IsOpened)
            {
                return Refused(StatusOf(keystore.Status), keystore.Detail);
            }

            try
            {
                return Opened(folder, folderLock, keystore.File, newStoreFor);
            }
            catch
            {
                keystore.File.Dispose();
                throw;
            }
        });
    }

    private static ProfileResult Make(
        string home, Username username, string? passphrase, RelayAddress relay, Func<Keystore> content, KdfParameters? kdf = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(home);
        ArgumentNullException.ThrowIfNull(relay);
        ArgumentOutOfRangeException.ThrowIfEqual(username.IsDefault, true, nameof(username));
        var folder = new ProfileFolder(home, username);
        return Locked(folder, folderLock =>
        {
            if (File.Exists(folder.Keystore))
            {
                return Refused(
                    ProfileStatus.AlreadyExists, $"There is a profile '{username}' in {home} already. Open it, or choose another name.");
            }

            folder.SetStoreAside();
            return Made(folder, folderLock, content(), passphrase, relay, kdf);
        });
    }

    /// <summary>The store comes first: a keystore without one is an identity that has lost its pins.</summary>
    private static ProfileResult Made(
        ProfileFolder folder, ProfileLock folderLock, Keystore content, string? passphrase, RelayAddress relay, KdfParameters? kdf)
    {
        var store = ClientStore.Create(folder.Store, content.StoreKey.Span);
        try
        {
            store.Settings.RelayAddress = relay.ToString();
            var keystore = KeystoreFile.Create(folder.Keystore, passphrase, content, kdf);
            return new ProfileResult(ProfileStatus.Opened, new Profile(folder.Root, folderLock, keystore, store, relay), "");
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private static ProfileResult Locked(ProfileFolder folder, Func<ProfileLock, ProfileResult> work)
    {
        BlockingCalls.Announce("A profile was opened");
        ProfileLock? folderLock = null;
        ProfileResult? result = null;
        try
        {
            folder.Make();
            folderLock = ProfileLock.TryTake(folder.Lock);
            result = folderLock is null
                ? Refused(ProfileStatus.InUse, $"Another program has the profile in {folder.Root} open. Close it and try again.")
                : work(folderLock);
        }
        catch (StoreDamagedException e)
        {
            result = Refused(ProfileStatus.Damaged, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            result = Refused(
                ProfileStatus.Inaccessible,
                $"{folder.Root} cannot be used ({e.Message.TrimEnd('.')}). Check its owner and permissions, and the free space.");
        }
        finally
        {
            if (result is not { IsOpen: true })
            {
                folderLock?.Dispose();
            }
        }

        return result;
    }

    private static ProfileResult Opened(ProfileFolder folder, ProfileLock folderLock, KeystoreFile keystore, RelayAddress? newStoreFor)
    {
        if (newStoreFor is not null)
        {
            folder.SetStoreAside();
        }

        var storeKey = keystore.Keystore.StoreKey.Span;
        var store = newStoreFor is null ? ClientStore.Open(folder.Store, storeKey) : ClientStore.Create(folder.Store, storeKey);
        try
        {
            if (newStoreFor is not null)
            {
                store.Settings.RelayAddress = newStoreFor.ToString();
            }

            if (!RelayAddress.TryParse(store.Settings.RelayAddress, out var relay))
            {
                relay = RelayAddress.Parse(LoopbackRelay);
            }

            return new ProfileResult(ProfileStatus.Opened, new Profile(folder.Root, folderLock, keystore, store, relay), "");
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private static ProfileStatus StatusOf(KeystoreStatus status) => status switch
    {
        KeystoreStatus.NotFound => ProfileStatus.NotFound,
        KeystoreStatus.PassphraseRequired => ProfileStatus.PassphraseRequired,
        KeystoreStatus.WrongPassphrase or KeystoreStatus.NotProtected => ProfileStatus.WrongPassphrase,
        KeystoreStatus.Unreadable => ProfileStatus.Inaccessible,
        _ => ProfileStatus.Damaged,
    };

    private static ProfileResult Refused(ProfileStatus status, string message) => new(status, null, message);

    private static DateTimeOffset Now(TimeProvider? clock) => (clock ?? TimeProvider.System).GetUtcNow();
}
