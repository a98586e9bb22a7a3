using System.Security.Cryptography;
using System.Text;
using Sdtp.Crypto.Contents;
using Sdtp.Crypto.Sealing;
using Sdtp.Crypto.Tests.Forging;
using Xunit;

namespace Sdtp.Crypto.Tests.Contents;

public sealed class FilePartContentTests
{
    private const string Transfer = "d0d1d2d3d4d5d6d7d8d9dadbdcdddedf";
    private const string Hash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    private const string Name = "09" + "6e6f7465732e747874";
    private const string Hello = "68656c6c6f";
    private const string Example = Transfer + Hash + "00000005" + "0000" + Name + Hello;

    [Fact]
    public void A_part_is_written_as_the_example_of_the_protocol()
    {
        var content = FilePartContent.Encode(Manifest("notes.txt", "hello"u8), 0, "hello"u8);

        Assert.Equal(Example, Convert.ToHexStringLower(content));
        Assert.Equal(Example, GoldenCase.Read("ok-file-part").Message!.Content);
        Assert.True(Documents.Show(Example), "No page under docs/ has the example.");
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(FileManifest.PartBytes, 1)]
    [InlineData(FileManifest.PartBytes + 1, 2)]
    [InlineData(FileManifest.SizeBytesMax, 162)]
    public void A_file_reads_as_it_was_written_part_by_part(int size, int parts)
    {
        var file = RandomNumberGenerator.GetBytes(size);
        var manifest = Manifest("../../x", file);
        var read = new MemoryStream();

        for (var part = 0; part < manifest.Parts; part++)
        {
            var content = FilePartContent.Encode(manifest, part, file.AsSpan(manifest.RangeOf(part)));
            var decoded = Assert.IsType<FilePartContent>(MessageContent.Decode(ContentType.FilePart, content));
            Assert.Equal(manifest, decoded.Manifest);
            Assert.Equal(part, decoded.Part);
            read.Write(decoded.Bytes.Span);
        }

        Assert.Equal(parts, manifest.Parts);
        Assert.Equal(file, read.ToArray());
    }

    [Fact]
    public void An_empty_file_is_one_part_without_bytes()
    {
        var content = FilePartContent.Encode(Manifest("notes.txt", []), 0, []);

        Assert.Equal(GoldenCase.Read("ok-file-part-empty").Message!.Content, Convert.ToHexStringLower(content));
        Assert.Equal(FileHash.Of([]), Assert.IsType<FilePartContent>(MessageContent.Decode(ContentType.FilePart, content)).Manifest.Hash);
    }

    [Fact]
    public void The_largest_part_fits_in_an_envelope()
    {
        var file = new byte[FileManifest.PartBytes];

        var content = FilePartContent.Encode(Manifest(new string('n', FileManifest.NameBytesMax), file), 0, file);

        Assert.InRange(content.Length, 1, EnvelopeSealer.ContentBytesMax);
    }

    [Theory]
    [InlineData("")]
    [InlineData(Transfer + Hash)]
    [InlineData(Transfer + Hash + "00000005" + "0000" + "00" + Hello)]
    [InlineData(Transfer + Hash + "00000005" + "0000" + "0a" + "6e6f7465732e747874")]
    [InlineData(Transfer + Hash + "00000005" + "0000" + "01" + "ff" + Hello)]
    [InlineData(Transfer + Hash + "00000005" + "0000" + "02" + "c080" + Hello)]
    [InlineData(Transfer + Hash + "00000005" + "0001" + Name + Hello)]
    [InlineData(Transfer + Hash + "00000005" + "ffff" + Name + Hello)]
    [InlineData(Transfer + Hash + "00000004" + "0000" + Name + Hello)]
    [InlineData(Transfer + Hash + "00000006" + "0000" + Name + Hello)]
    [InlineData(Transfer + Hash + "00000000" + "0000" + Name + Hello)]
    [InlineData(Transfer + Hash + "00000000" + "0001" + Name)]
    [InlineData(Transfer + Hash + "00a00001" + "00a1" + Name + Hello)]
    [InlineData(Transfer + Hash + "80000005" + "0000" + Name + Hello)]
    [InlineData(Transfer + Hash + "ffffffff" + "0000" + Name + Hello)]
    [InlineData(Example + "00")]
    public void A_part_of_another_form_is_malformed(string content)
    {
        var malformed = Assert.IsType<MalformedContent>(MessageContent.Decode(ContentType.FilePart, Convert.FromHexString(content)));

        Assert.Equal(ContentType.FilePart, malformed.Type);
    }

    [Theory]
    [InlineData(-1, "x")]
    [InlineData(FileManifest.SizeBytesMax + 1L, "x")]
    [InlineData(1, "")]
    public void What_no_part_can_say_is_not_sendable(long size, string name)
    {
        Assert.False(FileManifest.IsSendable(size, name));
        Assert.True(FileManifest.IsSendable(FileManifest.SizeBytesMax, new string('\u00e4', 127)));
        Assert.False(FileManifest.IsSendable(1, new string('\u00e4', 128)));
        Assert.False(FileManifest.IsSendable(1, "half a pair \ud83d"));
    }

    [Fact]
    public void A_part_with_bytes_that_are_not_its_own_cannot_be_written()
    {
        var manifest = Manifest("x", new byte[FileManifest.PartBytes + 1]);

        Assert.Throws<ArgumentOutOfRangeException>(() => FilePartContent.Encode(manifest, 0, [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => FilePartContent.Encode(manifest, 2, [1]));
        Assert.Throws<ArgumentException>(() => FilePartContent.Encode(manifest with { Name = "" }, 1, [1]));
        Assert.Equal(Encoding.UTF8.GetByteCount("x") + 55 + 1, FilePartContent.Encode(manifest, 1, [1]).Length);
    }

    private static FileManifest Manifest(string name, ReadOnlySpan<byte> file) =>
        new(new TransferId(Convert.FromHexString(Transfer)), FileHash.Of(file), file.Length, name);
}
