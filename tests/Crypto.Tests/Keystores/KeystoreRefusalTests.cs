using System.Buffers.Binary;
using System.Security.Cryptography;
using Sdtp.Crypto.Keystores;
using Sdtp.TestKit;
using Xunit;
using static Sdtp.Crypto.Tests.Keystores.KeystoreFixture;

namespace Sdtp.Crypto.Tests.Keystores;

/// <summary>Keystores that must not open. Each time the file is compared with what it was before.</summary>
public sealed class KeystoreRefusalTests : IDisposable
{
    private const int MemoryAt = 10;
    private const int IterationsAt = 14;
    private const int ParallelismAt = 18;

    private readonly TestFolder _folder = new();
    private readonly string _path;
    private readonly byte[] _good;

    public KeystoreRefusalTests()
    {
        _path = _folder.File("keystore.sdtp");
        using var file = KeystoreFile.Create(_path, Passphrase, NewUsedKeystore(), Cheap);
        _good = File.ReadAllBytes(_path);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("wrong")]
    [InlineData("")]
    [InlineData("correct horse battery staple ")]
    [InlineData("Correct horse battery staple")]
    public void Wrong_passphrase_says_so(string passphrase) => AssertRefused(_good, KeystoreStatus.WrongPassphrase, passphrase);

    [Fact]
    public void Missing_passphrase_is_asked_for() => AssertRefused(_good, KeystoreStatus.PassphraseRequired, passphrase: null);

    [Fact]
    public void Passphrase_for_a_keystore_without_one_is_a_warning_sign()
    {
        var path = _folder.File("open.sdtp");
        using (KeystoreFile.Create(path, passphrase: null, NewKeystore()))
        {
        }

        Assert.Equal(KeystoreStatus.NotProtected, KeystoreFile.Open(path, Passphrase).Status);
    }

    [Fact]
    public void Missing_file_and_missing_folder_are_not_found()
    {
        Assert.Equal(KeystoreStatus.NotFound, KeystoreFile.Open(_folder.File("none"), Passphrase).Status);
        Assert.Equal(KeystoreStatus.NotFound, KeystoreFile.Open(Path.Combine(_folder.Path, "no", "such"), Passphrase).Status);
    }

    [Fact]
    public void Folder_in_its_place_is_unreadable() =>
        Assert.Equal(KeystoreStatus.Unreadable, KeystoreFile.Open(_folder.Path, Passphrase).Status);

    [Fact]
    public void File_torn_at_any_length_is_damaged()
    {
        for (var length = 0; length < _good.Length; length++)
        {
            AssertRefused(_good[..length], KeystoreStatus.Damaged);
        }

        AssertRefused([.. _good, 0], KeystoreStatus.Damaged);
        AssertRefused([.. _good, .. _good], KeystoreStatus.Damaged);
        AssertRefused(new byte[_good.Length], KeystoreStatus.Damaged);
        AssertRefused(new byte[1_000_000], KeystoreStatus.Damaged);
    }

    [Fact]
    public void Byte_changed_anywhere_is_damage_and_not_a_wrong_passphrase()
    {
        for (var position = 0; position < _good.Length; position++)
        {
            var changed = _good.ToArray();
            changed[position] ^= 0x10;
            AssertRefused(changed, KeystoreStatus.Damaged);
        }
    }

    [Theory]
    [InlineData(19, "salt")]
    [InlineData(35, "nonce")]
    [InlineData(51, "first byte of ciphertext")]
    [InlineData(-49, "last byte of ciphertext")]
    [InlineData(-33, "tag")]
    public void Change_with_a_corrected_checksum_does_not_open_either(int position, string region)
    {
        var changed = Forge(bytes => bytes[position < 0 ? bytes.Length + position : position] ^= 1);

        Assert.NotEmpty(region);
        AssertRefused(changed, KeystoreStatus.WrongPassphrase);
    }

    [Fact]
    public void Cost_lowered_by_a_forger_does_not_open() =>
        AssertRefused(Forge(bytes => bytes[IterationsAt + 3] = 2), KeystoreStatus.WrongPassphrase);

    [Fact]
    public void Newer_version_is_told_from_damage() => AssertRefused(Forge(bytes => bytes[8] = 2), KeystoreStatus.NewerVersion);

    [Theory]
    [InlineData(MemoryAt, KdfParameters.MemoryKiBMax + 1L)]
    [InlineData(MemoryAt, uint.MaxValue)]
    [InlineData(MemoryAt, 7)]
    [InlineData(MemoryAt, 0)]
    [InlineData(IterationsAt, KdfParameters.IterationsMax + 1L)]
    [InlineData(IterationsAt, uint.MaxValue)]
    [InlineData(IterationsAt, 0)]
    public void Absurd_cost_is_refused_before_any_work(int position, long value) =>
        AssertRefusedCheaply(Forge(bytes => BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(position), (uint)value)));

    [Theory]
    [InlineData(ParallelismAt, 0)]
    [InlineData(ParallelismAt, KdfParameters.ParallelismMax + 1)]
    [InlineData(ParallelismAt, 255)]
    [InlineData(9, 0)]
    [InlineData(9, 2)]
    public void Absurd_lanes_and_unknown_functions_are_refused_before_any_work(int position, byte value) =>
        AssertRefusedCheaply(Forge(bytes => bytes[position] = value));

    [Fact]
    public void Ciphertext_length_that_is_not_the_rest_is_damage() => AssertRefused(Forge(bytes => bytes[50] ^= 1), KeystoreStatus.Damaged);

    [Fact]
    public void Bundle_in_the_place_of_a_keystore_is_no_keystore()
    {
        using var keystore = NewKeystore();
        var bundle = IdentityBundle.Export(keystore, Passphrase, Cheap);
        var bytes = Convert.FromBase64String(string.Concat(bundle.Split('\n').Where(line => !line.StartsWith('-'))));

        AssertRefused(bytes, KeystoreStatus.Damaged);
    }

    [Fact]
    public void Cost_outside_the_limits_is_refused_when_writing_too()
    {
        using var keystore = NewKeystore();
        var absurd = Cheap with { MemoryKiB = KdfParameters.MemoryKiBMax + 1 };

        Assert.Throws<ArgumentOutOfRangeException>(() => KeystoreFile.Create(_folder.File("new"), Passphrase, keystore, absurd));

        Assert.False(File.Exists(_folder.File("new")));
    }

    private byte[] Forge(Action<byte[]> change)
    {
        var bytes = _good.ToArray();
        change(bytes);
        SHA256.HashData(bytes.AsSpan(..^32), bytes.AsSpan(^32..));
        return bytes;
    }

    private void AssertRefusedCheaply(byte[] bytes)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();

        AssertRefused(bytes, KeystoreStatus.Damaged);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 1_000_000);
    }

    private void AssertRefused(byte[] bytes, KeystoreStatus expected, string? passphrase = Passphrase)
    {
        File.WriteAllBytes(_path, bytes);

        var result = KeystoreFile.Open(_path, passphrase);

        Assert.Equal(expected, result.Status);
        Assert.False(result.IsOpened);
        Assert.Contains(_path, result.Detail, StringComparison.Ordinal);
        Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(_path)), "The file was changed.");
        Assert.Single(Directory.EnumerateFiles(_folder.Path));
    }
}
