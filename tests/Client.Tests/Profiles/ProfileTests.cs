using Sdtp.Crypto.Keystores;
using Sdtp.Protocol.Identifiers;
using Sdtp.TestKit;

namespace Sdtp.Client.Tests.Profiles;

public sealed class ProfileTests : IDisposable
{
    private const string Passphrase = "correct horse";
    private static readonly KdfParameters Cheap = new() { MemoryKiB = 8, Iterations = 1 };
    private static readonly RelayAddress Relay = RelayAddress.Parse("127.0.0.1:5001");
    private static readonly Username Alice = Username.Parse("Alice");

    private readonly TestFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void A_profile_is_opened_again_by_its_name_in_any_case()
    {
        UserId userId;
        using (var created = Created())
        {
            userId = created.UserId;
        }

        using var opened = Opened(Username.Parse("ALICE"));

        Assert.Equal((userId, "Alice", Relay), (opened.UserId, opened.Username.Display, opened.Relay));
        Assert.Equal(Path.Combine(_home.Path, "alice"), opened.Folder);
        Assert.False(opened.HasPassphrase);
    }

    [Fact]
    public void A_discarded_profile_leaves_alone_what_else_lies_in_its_folder()
    {
        Directory.CreateDirectory(_home.File("alice"));
        File.WriteAllText(Path.Combine(_home.File("alice"), "thesis.txt"), "years of work");
        var profile = Created();

        profile.Discard();

        Assert.Equal(["thesis.txt"], Directory.EnumerateFileSystemEntries(_home.File("alice")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_discarded_profile_leaves_alone_the_copies_that_somebody_made_of_its_files()
    {
        var profile = Created();
        foreach (var copy in (string[])["keystore.sdtp.backup", "store.db.old"])
        {
            File.WriteAllText(Path.Combine(profile.Folder, copy), "a copy");
        }

        profile.Discard();

        Assert.Equal(
            ["keystore.sdtp.backup", "store.db.old"],
            Directory.EnumerateFileSystemEntries(_home.File("alice")).Select(path => Path.GetFileName(path)).Order());
    }

    [Fact]
    public void A_discarded_profile_can_be_made_again()
    {
        Created().Discard();

        Assert.False(Directory.Exists(_home.File("alice")));
        Created().Dispose();
    }

    [Fact]
    public void A_second_program_on_the_same_profile_gets_a_clear_message()
    {
        using var first = Created();

        var second = Profile.Open(_home.Path, Alice, null);

        Assert.Equal(ProfileStatus.InUse, second.Status);
        Assert.Contains("Another program", second.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_can_be_opened_after_the_first_program_let_go()
    {
        Created().Dispose();

        using var opened = Opened(Alice);

        Assert.Equal(Alice, opened.Username);
    }

    [Fact]
    public void Passphrases_are_asked_for_and_checked()
    {
        Profile.CreateWith(Cheap, _home.Path, Alice, Passphrase, Relay).Profile!.Dispose();

        var none = Profile.Open(_home.Path, Alice, null);
        var wrong = Profile.Open(_home.Path, Alice, "battery staple");
        using var right = Profile.Open(_home.Path, Alice, Passphrase).Profile;

        Assert.Equal((ProfileStatus.PassphraseRequired, ProfileStatus.WrongPassphrase), (none.Status, wrong.Status));
        Assert.True(right?.HasPassphrase);
    }

    [Fact]
    public void A_missing_profile_is_not_found_and_leaves_no_folder()
    {
        var result = Profile.Open(_home.Path, Alice, null);

        Assert.Equal(ProfileStatus.NotFound, result.Status);
        Assert.Empty(Directory.GetFileSystemEntries(_home.Path));
    }

    [Fact]
    public void An_existing_profile_is_not_made_again()
    {
        Created().Dispose();
        var before = File.ReadAllBytes(KeystorePath);

        var result = Profile.Create(_home.Path, Alice, null, Relay);

        Assert.Equal(ProfileStatus.AlreadyExists, result.Status);
        Assert.Equal(before, File.ReadAllBytes(KeystorePath));
    }

    [Fact]
    public void A_damaged_keystore_is_told_and_left_untouched()
    {
        Created().Dispose();
        var bytes = File.ReadAllBytes(KeystorePath);
        bytes[^1] ^= 1;
        File.WriteAllBytes(KeystorePath, bytes);

        var result = Profile.Open(_home.Path, Alice, null);

        Assert.Equal(ProfileStatus.Damaged, result.Status);
        Assert.NotEmpty(result.Message);
        Assert.Equal(bytes, File.ReadAllBytes(KeystorePath));
    }

    [Fact]
    public void A_damaged_store_is_told_and_left_untouched()
    {
        Created().Dispose();
        var path = Path.Combine(_home.Path, "alice", "store.db");
        var bytes = File.ReadAllBytes(path);
        bytes.AsSpan(0, 512).Fill(0x5A);
        File.WriteAllBytes(path, bytes);

        var result = Profile.Open(_home.Path, Alice, null);

        Assert.Equal(ProfileStatus.Damaged, result.Status);
        Assert.Equal(bytes, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_store_that_is_lost_is_told_and_not_made_anew_in_silence(bool isEmpty)
    {
        Created().Dispose();
        var store = Path.Combine(_home.Path, "alice", "store.db");
        File.Delete(store);
        if (isEmpty)
        {
            File.WriteAllBytes(store, []);
        }

        var result = Profile.Open(_home.Path, Alice, null);

        Assert.Equal(ProfileStatus.Damaged, result.Status);
        Assert.Contains("identity new-store", result.Message, StringComparison.Ordinal);
        Assert.Equal(ProfileStatus.Damaged, Profile.Open(_home.Path, Alice, null).Status);
    }

    [Fact]
    public void A_lost_store_is_replaced_when_its_owner_says_so_and_what_is_left_of_it_is_set_aside()
    {
        Created().Dispose();
        var store = Path.Combine(_home.Path, "alice", "store.db");
        File.WriteAllText(store, "what is left");

        using (var renewed = Profile.OpenWithNewStore(_home.Path, Alice, null, Relay).Profile)
        {
            Assert.Equal(Relay, renewed?.Relay);
        }

        using var opened = Opened(Alice);
        Assert.Equal("what is left", File.ReadAllText(store + ".old-1"));
    }

    [Fact]
    public void A_new_profile_sets_a_store_without_its_keystore_aside()
    {
        Created().Dispose();
        var store = File.ReadAllBytes(Path.Combine(_home.Path, "alice", "store.db"));
        File.Move(KeystorePath, Path.Combine(_home.Path, "keystore.elsewhere"));

        Created().Dispose();

        Assert.Equal(store, File.ReadAllBytes(Path.Combine(_home.Path, "alice", "store.db.old-1")));
    }

    [Fact]
    public void A_store_of_another_identity_is_refused()
    {
        Created().Dispose();
        Profile.Create(_home.Path, Username.Parse("Bob"), null, Relay).Profile!.Dispose();
        File.Copy(Path.Combine(_home.Path, "bob", "store.db"), Path.Combine(_home.Path, "alice", "store.db"), overwrite: true);

        Assert.Equal(ProfileStatus.Damaged, Profile.Open(_home.Path, Alice, null).Status);
    }

    [Fact]
    public void List_names_the_profiles_and_nothing_else()
    {
        Created().Dispose();
        Profile.Create(_home.Path, Username.Parse("Bob"), null, Relay).Profile!.Dispose();
        Directory.CreateDirectory(Path.Combine(_home.Path, "no profile"));

        Assert.Equal(["alice", "bob"], Profile.List(_home.Path).Select(p => p.Name));
        Assert.Empty(Profile.List(Path.Combine(_home.Path, "nowhere")));
    }

    [Fact]
    public void The_files_are_for_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("NO UNIX MODES: Windows keeps access in lists of its own.");
            return;
        }

        using var profile = Created();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(profile.Folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeystorePath));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(profile.Folder, "store.db")));
    }

    [Fact]
    public void A_moved_profile_remembers_its_new_relay()
    {
        var moved = RelayAddress.Parse("relay.example:7000");
        using (var profile = Created())
        {
            profile.MoveTo(moved);
        }

        using var opened = Opened(Alice);

        Assert.Equal(moved, opened.Relay);
    }

    [Fact]
    public void A_bundle_carries_the_identity_to_another_home()
    {
        using var created = Created();
        var bundle = IdentityBundle.Export(created.Keystore, Passphrase, Cheap);
        using var elsewhere = new TestFolder();

        var wrong = Profile.Import(elsewhere.Path, bundle, "guess", null, Relay);
        using var imported = Profile.Import(elsewhere.Path, bundle, Passphrase, null, Relay).Profile;

        Assert.Equal(ProfileStatus.WrongPassphrase, wrong.Status);
        Assert.Equal((created.UserId, created.Username), (imported?.UserId, imported?.Username));
    }

    [Fact]
    public void A_bare_key_carries_the_identity_and_a_broken_one_is_told()
    {
        using var created = Created();
        var pem = created.ExportPem();
        using var elsewhere = new TestFolder();

        var broken = Profile.ImportPem(elsewhere.Path, Alice, "no key at all", null, Relay);
        using var imported = Profile.ImportPem(elsewhere.Path, Alice, pem, null, Relay).Profile;

        Assert.Equal(ProfileStatus.Damaged, broken.Status);
        Assert.Equal(created.UserId, imported?.UserId);
    }

    [Fact]
    public void Letting_go_of_a_profile_zeroes_the_key_of_its_store()
    {
        var profile = Created();
        var key = profile.KeystoreFile.Keystore.StoreKey;
        var before = key.ToArray();

        profile.Dispose();

        Assert.Contains(before, part => part != 0);
        Assert.All(key.ToArray(), part => Assert.Equal(0, part));
        Assert.Throws<ObjectDisposedException>(() => profile.KeystoreFile.Keystore.StoreKey);
    }

    [Fact]
    public void A_home_that_cannot_be_written_is_told()
    {
        var file = _home.File("a file");
        File.WriteAllText(file, "");

        Assert.Equal(ProfileStatus.Inaccessible, Profile.Create(file, Alice, null, Relay).Status);
    }

    private string KeystorePath => Path.Combine(_home.Path, "alice", "keystore.sdtp");

    private Profile Created()
    {
        var result = Profile.Create(_home.Path, Alice, null, Relay);
        Assert.True(result.IsOpen, result.Message);
        return result.Profile;
    }

    private Profile Opened(Username name)
    {
        var result = Profile.Open(_home.Path, name, null);
        Assert.True(result.IsOpen, result.Message);
        return result.Profile;
    }
}
