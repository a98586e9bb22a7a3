using System.Security.Cryptography;
using System.Text;

namespace Sdtp.Protocol.Tests.Documents;

public sealed class DeterministicSignerTests
{
    [Fact]
    public void The_signature_of_rfc_6979_section_a_2_5_comes_out()
    {
        var signer = new DeterministicSigner(
            "RFC 6979", Convert.FromHexString("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"));

        Assert.Equal(
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
            + "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
            Convert.ToHexString(signer.Sign("sample"u8.ToArray())));
    }

    [Fact]
    public void Signatures_verify_and_repeat()
    {
        var signer = new DeterministicSigner("a label");
        var message = "a message"u8.ToArray();

        var signature = signer.Sign(message);

        Assert.True(signer.PublicKey.Verify(message, signature));
        Assert.Equal(signature, new DeterministicSigner("a label").Sign(message));
        Assert.Equal(SHA256.HashData(Encoding.ASCII.GetBytes("a label")), Convert.FromHexString(signer.ScalarHex));
    }
}
