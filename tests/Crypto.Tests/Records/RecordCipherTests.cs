using System.Security.Cryptography;
using Sdtp.Crypto.Records;
using Xunit;

namespace Sdtp.Crypto.Tests.Records;

public sealed class RecordCipherTests : IDisposable
{
    private readonly byte[] _storeKey = RandomNumberGenerator.GetBytes(RecordCipher.StoreKeyLength);
    private readonly RecordCipher _cipher;

    public RecordCipherTests() => _cipher = new RecordCipher(_storeKey);

    public void Dispose() => _cipher.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    public void Record_opens_as_it_was_sealed(int length)
    {
        var plaintext = RandomNumberGenerator.GetBytes(length);
        using var afterRestart = new RecordCipher(_storeKey);

        var record = _cipher.Seal(plaintext, "messages/1"u8);

        Assert.Equal(length + RecordCipher.OverheadBytes, record.Length);
        Assert.True(afterRestart.TryOpen(record, "messages/1"u8, out var opened));
        Assert.Equal(plaintext, opened);
    }

    [Fact]
    public void Record_moved_to_another_row_does_not_open()
    {
        var record = _cipher.Seal("text"u8, "messages/1"u8);

        Assert.False(_cipher.TryOpen(record, "messages/2"u8, out var opened));
        Assert.Empty(opened);
    }

    [Fact]
    public void Record_of_another_store_does_not_open()
    {
        using var other = new RecordCipher(RandomNumberGenerator.GetBytes(RecordCipher.StoreKeyLength));

        Assert.False(other.TryOpen(_cipher.Seal("text"u8, []), [], out _));
    }

    [Fact]
    public void Every_changed_bit_and_every_truncation_is_noticed()
    {
        var record = _cipher.Seal("text"u8, []);

        for (var bit = 0; bit < record.Length * 8; bit++)
        {
            var changed = record.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(_cipher.TryOpen(changed, [], out _));
        }

        for (var length = 0; length < record.Length; length++)
        {
            Assert.False(_cipher.TryOpen(record.AsSpan(..length), [], out _));
        }
    }

    [Fact]
    public void Sealing_twice_shows_nothing_in_common()
    {
        Assert.NotEqual(_cipher.Seal("text"u8, [])[1..], _cipher.Seal("text"u8, [])[1..]);
    }

    [Fact]
    public void Blinded_values_are_equal_for_the_same_value_of_the_same_purpose_alone()
    {
        using var other = new RecordCipher(RandomNumberGenerator.GetBytes(RecordCipher.StoreKeyLength));
        var blind = _cipher.Blind("username", "alice"u8);

        Assert.Equal(RecordCipher.BlindLength, blind.Length);
        Assert.Equal(blind, _cipher.Blind("username", "alice"u8));
        Assert.NotEqual(blind, _cipher.Blind("username", "alicf"u8));
        Assert.NotEqual(blind, _cipher.Blind("usernam", "ealice"u8));
        Assert.NotEqual(blind, other.Blind("username", "alice"u8));
    }

    [Fact]
    public void Disposed_cipher_throws_instead_of_encrypting_under_a_zeroed_key()
    {
        _cipher.Dispose();

        Assert.Throws<ObjectDisposedException>(() => _cipher.Seal("text"u8, []));
        Assert.Throws<ObjectDisposedException>(() => _cipher.Blind("p", "v"u8));
        Assert.Throws<ObjectDisposedException>(() => _cipher.TryOpen(new byte[64], [], out _));
    }

    [Fact]
    public void Store_key_of_another_length_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecordCipher(new byte[16]));
    }
}
