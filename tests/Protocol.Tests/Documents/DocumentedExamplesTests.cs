using Sdtp.Protocol.Tests.Codec;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Tests.Documents;

/// <summary>
/// Replays the hex blocks of docs/protocol.md against the codec. With SDTP_WRITE_EXAMPLES=1 the blocks are first written anew from
/// <see cref="ProtocolExamples"/>.
/// </summary>
public sealed class DocumentedExamplesTests
{
    public static TheoryData<string> Names => [.. ProtocolExamples.All.Select(example => example.Name)];

    [Fact]
    public void Every_example_stands_in_the_document_once_and_no_other_does()
    {
        if (Environment.GetEnvironmentVariable("SDTP_WRITE_EXAMPLES") is "1")
        {
            ProtocolDocument.Rewrite(ProtocolExamples.All.ToDictionary(example => example.Name, example => example.Render()));
            Assert.Fail("The examples were written anew. Look at the difference, unset SDTP_WRITE_EXAMPLES, and run again.");
        }

        Assert.Equal(
            ProtocolExamples.All.Select(example => example.Name).Order(StringComparer.Ordinal),
            ProtocolDocument.HexBlocks.Select(block => block.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_document_shows_the_example_as_it_is(string name) => Assert.Equal(Find(name).Render(), LinesOf(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_codec_reads_and_writes_the_documented_bytes(string name)
    {
        var bytes = ProtocolDocument.BytesOf(LinesOf(name));

        switch (Find(name))
        {
            case FrameExample expected:
                var frame = WireCodec.ReadOnly(bytes);
                Assert.Equal(expected.Type, frame.Type);
                Assert.Equal(expected.RequestId, frame.RequestId);
                var message = WireCodec.Decode(frame);
                Assert.NotNull(message);
                Assert.Equal(MessageText.Of(expected.Message), MessageText.Of(message));
                Assert.Equal(bytes, WireCodec.Encode(frame.Type, frame.RequestId, message));
                break;
            case PieceExample piece:
                Assert.Equal(Convert.ToHexStringLower(piece.Written), Convert.ToHexStringLower(bytes));
                break;
            default:
                Assert.Fail("An example is a frame or a piece.");
                break;
        }
    }

    [Fact]
    public void Every_frame_type_has_an_example() => Assert.Equal(
        Enum.GetValues<FrameType>().Order(),
        ProtocolExamples.All.OfType<FrameExample>().Select(example => example.Type).Distinct().Order());

    [Fact]
    public void The_documented_signatures_verify()
    {
        var proof = ProtocolDocument.BytesOf(LinesOf("login-proof-register"));
        var register = ProtocolDocument.BytesOf(LinesOf("register"));
        Assert.True(ProtocolExamples.Alice.PublicKey.Verify(proof, register.AsSpan(register.Length - 64)));

        var loginProof = ProtocolDocument.BytesOf(LinesOf("login-proof-login"));
        var login = ProtocolDocument.BytesOf(LinesOf("login"));
        Assert.True(ProtocolExamples.Alice.PublicKey.Verify(loginProof, login.AsSpan(login.Length - 64)));

        var signed = ProtocolDocument.BytesOf(LinesOf("sealing-key-signed-bytes"));
        var record = ProtocolDocument.BytesOf(LinesOf("sealing-key-record"));
        Assert.True(ProtocolExamples.Alice.PublicKey.Verify(signed, record.AsSpan(record.Length - 64)));
    }

    [Fact]
    public void The_document_gives_the_private_scalar_of_every_example_key()
    {
        foreach (var key in ProtocolExamples.Keys)
        {
            Assert.Contains($"`{key.Label}`", ProtocolDocument.Text, StringComparison.Ordinal);
            Assert.Contains($"`{key.ScalarHex}`", ProtocolDocument.Text, StringComparison.Ordinal);
        }
    }

    private static Example Find(string name) => ProtocolExamples.All.Single(example => example.Name == name);

    private static string LinesOf(string name) => ProtocolDocument.HexBlocks.Single(block => block.Name == name).Lines;
}
