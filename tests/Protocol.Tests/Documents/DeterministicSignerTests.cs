using System.Security.Cryptography;
using System.Text;

namespace Sdtp.Protocol.Tests.Documents;

public sealed class DeterministicSignerTests
{
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
