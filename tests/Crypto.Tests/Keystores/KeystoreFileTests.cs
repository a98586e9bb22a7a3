using System.Runtime.Versioning;
using Sdtp.Crypto.Keystores;
using Sdtp.Crypto.Sealing;
using Sdtp.TestKit;
using Xunit;
using static Sdtp.Crypto.Tests.Keystores.KeystoreFixture;

namespace Sdtp.Crypto.Tests.Keystores;

[UnsupportedOSPlatform("windows")]
public sealed class KeystoreFileTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly string _path;

    public KeystoreFileTests() => _path = _folder.File("keystore.sdtp");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Passphrase)]
    [InlineData("pässwörd 🔑")]
    [InlineData(null)]
    public void Keystore_opens_as_it_was_written(string? passphrase)
    {
        using var written = KeystoreFile.Create(_path, passphrase, NewUsedKeystore(), Cheap);

        using var opened = Open(passphrase);

        Assert.Equal(Describe(written.Keystore), Describe(opened.Keystore));
        Assert.Equal(written.Keystore.StoreKey, opened.Keystore.StoreKey);
        Assert.Equal(passphrase is not null, opened.IsProtected);
        Assert.Equal(_path, opened.Path);
        Assert.True(opened.Keystore.Identity.PublicKey.Verify("m"u8, written.Keystore.Identity.Sign("m"u8)));
    }

    [Fact]
    public void Default_cost_is_64_MiB_three_passes_and_one_lane()
    {
        using var file = KeystoreFile.Create(_path, Passphrase, NewKeystore());

        var header = File.ReadAllBytes(_path)[8..19];
        Assert.Equal("0101" + "00010000" + "00000003" + "01", Convert.ToHexStringLower(header));
    }

    [Fact]
    public void Only_the_owner_can_read_the_file_and_nothing_lies_beside_it()
    {
        using var file = KeystoreFile.Create(_path, Passphrase, NewKeystore(), Cheap);
        AssertAlone();

        // Whatever was done to the mode in between, and whatever a crash left behind.
        File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        File.WriteAllText(_path + ".tmp", "half a keystore");
        file.Save();
        AssertAlone();
    }

    [Fact]
    public void Saved_changes_are_there_after_opening_again()
    {
        using var file = KeystoreFile.Create(_path, Passphrase, NewKeystore(), Cheap);
        var before = File.ReadAllBytes(_path);
        file.Keystore.SealingKeys.AddNew(SealingKeyPolicy.Default, Now.AddDays(8));

        file.Save();

        using var opened = Open(Passphrase);
        Assert.Equal(2, opened.Keystore.SealingKeys.Keys.Count);
        Assert.NotEqual(before, File.ReadAllBytes(_path));
    }

    [Fact]
    public void Every_save_takes_a_fresh_nonce()
    {
        using var file = KeystoreFile.Create(_path, Passphrase, NewKeystore(), Cheap);
        var first = File.ReadAllBytes(_path);

        file.Save();

        var second = File.ReadAllBytes(_path);
        Assert.Equal(first[..35], second[..35]);
        Assert.NotEqual(first[35..47], second[35..47]);
    }

    [Fact]
    public void Save_that_fails_leaves_the_old_file_and_nothing_else()
    {
        using var file = KeystoreFile.Create(_path, Passphrase, NewKeystore(), Cheap);
        var before = File.ReadAllBytes(_path);

        // A folder in the place of the temporary file makes the write fail for any user, root included.
        Directory.CreateDirectory(_path + ".tmp");
        Assert.ThrowsAny<Exception>(file.Save);

        Assert.Equal(before, File.ReadAllBytes(_path));
        using var opened = Open(Passphrase);
    }

    [Fact]
    public void Save_replaces_the_file_and_never_writes_into_it()
    {
        using var file = KeystoreFile.Create(_path, Passphrase, NewKeystore(), Cheap);
        var before = File.ReadAllBytes(_path);
        using var reader = File.OpenRead(_path);

        file.Save();

        var seen = new byte[before.Length];
        reader.ReadExactly(seen);
        Assert.Equal(before, seen);
    }

    [Fact]
    public void Existing_file_is_never_overwritten_by_a_new_keystore()
    {
        File.WriteAllText(_path, "precious");
        using var keystore = NewKeystore();

        Assert.Throws<KeystoreExistsException>(() => KeystoreFile.Create(_path, Passphrase, keystore, Cheap));

        Assert.Equal("precious", File.ReadAllText(_path));
    }

    [Fact]
    public void Changed_passphrase_opens_and_the_old_one_does_not()
    {
        using var file = KeystoreFile.Create(_path, Passphrase, NewKeystore(), Cheap);
        var salt = File.ReadAllBytes(_path)[19..35];

        file.ChangePassphrase("another", Cheap);
        file.Save();

        Assert.Equal(KeystoreStatus.WrongPassphrase, KeystoreFile.Open(_path, Passphrase).Status);
        using var opened = Open("another");
        Assert.NotEqual(salt, File.ReadAllBytes(_path)[19..35]);
    }

    [Fact]
    public void Disposed_keystore_throws_instead_of_writing_under_a_zeroed_key()
    {
        var file = KeystoreFile.Create(_path, Passphrase, NewKeystore(), Cheap);
        var before = File.ReadAllBytes(_path);

        file.Dispose();

        Assert.Throws<ObjectDisposedException>(file.Save);
        Assert.Throws<ObjectDisposedException>(() => file.Keystore.StoreKey);
        Assert.Equal(before, File.ReadAllBytes(_path));
    }

    [Fact]
    public void Empty_passphrase_is_refused_and_writes_nothing()
    {
        using var keystore = NewKeystore();

        Assert.Throws<ArgumentException>(() => KeystoreFile.Create(_path, "", keystore, Cheap));

        Assert.False(File.Exists(_path));
    }

    private KeystoreFile Open(string? passphrase)
    {
        var result = KeystoreFile.Open(_path, passphrase);
        Assert.Equal((KeystoreStatus.Opened, ""), (result.Status, result.Detail));
        Assert.True(result.IsOpened);
        return result.File;
    }

    private void AssertAlone()
    {
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path));
        Assert.Equal([_path], Directory.EnumerateFileSystemEntries(_folder.Path));
    }
}
