using Sdtp.Crypto.Keystores;
using Xunit;
using static Sdtp.Crypto.Tests.Keystores.KeystoreFixture;

namespace Sdtp.Crypto.Tests.Keystores;

public sealed class IdentityBundleTests
{
    [Fact]
    public void Bundle_carries_the_identity_with_all_its_sealing_keys_and_a_new_store_key()
    {
        using var keystore = NewUsedKeystore();

        var result = IdentityBundle.Import("\r\n" + IdentityBundle.Export(keystore, Passphrase, Cheap) + "  \n", Passphrase);

        Assert.True(result.IsOpened);
        using var imported = result.Keystore;
        Assert.Equal(Describe(keystore), Describe(imported));
        Assert.False(keystore.StoreKey.Span.SequenceEqual(imported.StoreKey.Span));
    }

    [Fact]
    public void Bundle_is_labelled_text()
    {
        using var keystore = NewKeystore();

        var text = IdentityBundle.Export(keystore, Passphrase, Cheap);

        Assert.StartsWith("-----BEGIN SDTP IDENTITY BUNDLE-----\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n-----END SDTP IDENTITY BUNDLE-----\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_passphrase_says_so()
    {
        using var keystore = NewKeystore();

        var result = IdentityBundle.Import(IdentityBundle.Export(keystore, Passphrase, Cheap), "wrong");

        Assert.Equal(KeystoreStatus.WrongPassphrase, result.Status);
        Assert.Contains("passphrase does not fit", result.Detail, StringComparison.Ordinal);
        Assert.Null(result.Keystore);
    }

    [Fact]
    public void Bundle_without_a_passphrase_cannot_be_written()
    {
        using var keystore = NewKeystore();

        Assert.Throws<ArgumentException>(() => IdentityBundle.Export(keystore, "", Cheap));
    }

    [Fact]
    public void Text_that_is_no_whole_bundle_is_damaged()
    {
        using var keystore = NewKeystore();
        var text = IdentityBundle.Export(keystore, Passphrase, Cheap);
        var middle = text.Length / 2;
        string[] damaged =
        [
            "",
            "hello",
            text[..middle],
            text[middle..],
            text + text,
            text + "more",
            text.Replace("IDENTITY BUNDLE", "KEYSTORE", StringComparison.Ordinal),
            text[..middle] + (text[middle] == 'A' ? 'B' : 'A') + text[(middle + 1)..],
        ];

        Assert.All(damaged, other => Assert.Equal(KeystoreStatus.Damaged, IdentityBundle.Import(other, Passphrase).Status));
    }
}
