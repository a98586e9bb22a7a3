using Sdtp.Crypto.Keystores;
using Xunit;
using static Sdtp.Crypto.Tests.Keystores.KeystoreFixture;

namespace Sdtp.Crypto.Tests.Keystores;

public sealed class KeystoreCodecTests : IDisposable
{
    private const int NameBytes = 7;
    private const int CreatedAt = 2 + 1 + NameBytes;
    private const int IdentityAt = CreatedAt + 8;
    private const int DrainedAt = IdentityAt + 32;
    private const int StoreKeyAt = DrainedAt + 8;
    private const int CountAt = StoreKeyAt + 33;
    private const int KeysAt = CountAt + 2;
    private const int KeyBytes = 60;

    private readonly Keystore _keystore = NewUsedKeystore();
    private readonly byte[] _good;

    public KeystoreCodecTests() => _good = KeystoreCodec.Encode(_keystore, withStoreKey: true);

    public void Dispose() => _keystore.Dispose();

    [Fact]
    public void Plaintext_has_the_documented_length_and_reads_back()
    {
        Assert.Equal(KeysAt + (3 * KeyBytes), _good.Length);
        Assert.Equal(KeystoreStatus.Opened, KeystoreCodec.TryDecode(_good, withStoreKey: true, out var keystore));
        Assert.Equal(Describe(_keystore), Describe(keystore!));
        keystore!.Dispose();
    }

    [Fact]
    public void Every_truncation_and_anything_after_the_end_is_refused()
    {
        for (var length = 0; length < _good.Length; length++)
        {
            AssertRefused(_good[..length]);
        }

        AssertRefused([.. _good, 0]);
    }

    [Theory]
    [InlineData(1, 0, KeystoreStatus.Damaged)]
    [InlineData(1, 2, KeystoreStatus.NewerVersion)]
    [InlineData(2, 2, KeystoreStatus.Damaged)]
    [InlineData(3, (byte)'@', KeystoreStatus.Damaged)]
    [InlineData(CreatedAt, 0xFF, KeystoreStatus.Damaged)]
    [InlineData(DrainedAt, 0xFF, KeystoreStatus.Damaged)]
    [InlineData(StoreKeyAt, 0, KeystoreStatus.Damaged)]
    [InlineData(StoreKeyAt, 31, KeystoreStatus.Damaged)]
    [InlineData(CountAt, 0xFF, KeystoreStatus.Damaged)]
    [InlineData(CountAt + 1, 2, KeystoreStatus.Damaged)]
    [InlineData(KeysAt + 3, 0, KeystoreStatus.Damaged)]
    [InlineData(KeysAt + 3, 2, KeystoreStatus.Damaged)]
    [InlineData(KeysAt + KeyBytes + 3, 9, KeystoreStatus.Damaged)]
    public void Field_that_cannot_be_is_refused(int position, byte value, KeystoreStatus expected)
    {
        var changed = _good.ToArray();
        changed[position] = value;

        AssertRefused(changed, expected);
    }

    [Theory]
    [InlineData(IdentityAt, 32)]
    [InlineData(KeysAt + 4, 32)]
    [InlineData(CreatedAt, 8)]
    [InlineData(KeysAt + 36, 8)]
    [InlineData(KeysAt + 44, 8)]
    public void Private_key_or_time_of_zero_is_refused(int position, int count)
    {
        var changed = _good.ToArray();
        changed.AsSpan(position, count).Clear();

        AssertRefused(changed);
    }

    [Fact]
    public void Private_key_above_the_order_of_the_curve_is_refused()
    {
        var changed = _good.ToArray();
        changed.AsSpan(IdentityAt, 32).Fill(0xFF);

        AssertRefused(changed);
    }

    [Fact]
    public void Bundle_plaintext_has_no_store_key_and_neither_is_taken_for_the_other()
    {
        var bundle = KeystoreCodec.Encode(_keystore, withStoreKey: false);

        Assert.Equal(_good.Length - 32, bundle.Length);
        Assert.Equal(KeystoreStatus.Damaged, KeystoreCodec.TryDecode(bundle, withStoreKey: true, out _));
        Assert.Equal(KeystoreStatus.Damaged, KeystoreCodec.TryDecode(_good, withStoreKey: false, out _));
    }

    private static void AssertRefused(byte[] bytes, KeystoreStatus expected = KeystoreStatus.Damaged)
    {
        Assert.Equal(expected, KeystoreCodec.TryDecode(bytes, withStoreKey: true, out var keystore));
        Assert.Null(keystore);
    }
}
