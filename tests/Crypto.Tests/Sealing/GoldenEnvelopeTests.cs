using Sdtp.Crypto.Sealing;
using Sdtp.Crypto.Tests.Forging;
using Sdtp.Protocol.Identifiers;
using Xunit;

namespace Sdtp.Crypto.Tests.Sealing;

public sealed class GoldenEnvelopeTests
{
    private const string WriteSwitch = "SDTP_WRITE_GOLDEN";

    public static TheoryData<string> Names =>
        [.. new DirectoryInfo(GoldenCase.Folder).EnumerateFiles("*.json").Select(file => file.Name[..^".json".Length]).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Golden_envelope_has_its_outcome(string name)
    {
        var golden = GoldenCase.Read(name);
        using var keys = Ring(golden);

        var result = EnvelopeOpener.Open(Convert.FromHexString(golden.Envelope), UserId.Parse(golden.Self), keys);

        Assert.Equal(golden.Outcome, result is RejectedEnvelope rejected ? rejected.Reason.ToString() : GoldenCase.Opened);
        Assert.Equal(EnvelopeHash.Of(Convert.FromHexString(golden.Envelope)), result.EnvelopeHash);
        if (result is OpenedMessage opened)
        {
            var message = new GoldenMessage(
                opened.Sender.ToString(),
                opened.MessageId.ToString(),
                (ulong)opened.SentAt.ToUnixTimeMilliseconds(),
                (ushort)opened.Type,
                Convert.ToHexStringLower(opened.Content.Span));
            Assert.Equal(golden.Message, message);
            Assert.Equal(UserId.Of(opened.Sender), opened.SenderId);
        }
    }

    [Fact]
    public void Golden_files_are_what_the_forge_makes()
    {
        var forged = GoldenBook.Cases().ToDictionary(golden => golden.Name, golden => golden.ToText());
        if (Environment.GetEnvironmentVariable(WriteSwitch) == "1")
        {
            foreach (var (name, text) in forged)
            {
                File.WriteAllText(GoldenCase.PathOf(name), text);
            }
        }

        Assert.Equal(forged.Keys.Order(StringComparer.Ordinal), Names.Select(row => row.Data).Order(StringComparer.Ordinal));
        foreach (var (name, text) in forged)
        {
            Assert.True(text == File.ReadAllText(GoldenCase.PathOf(name)), $"{name}.json differs; {WriteSwitch}=1 writes it anew.");
        }
    }

    [Fact]
    public void Golden_files_cover_every_reject_reason_but_the_one_that_needs_a_large_file()
    {
        var covered = Names.Select(row => GoldenCase.Read(row.Data).Outcome).ToHashSet();

        var missing = Enum.GetNames<RejectReason>().Where(reason => !covered.Contains(reason));

        Assert.Equal([nameof(RejectReason.TooLarge)], missing);
    }

    private static SealingKeyRing Ring(GoldenCase golden)
    {
        var times = (From: DateTimeOffset.UnixEpoch.AddYears(55), Until: DateTimeOffset.UnixEpoch.AddYears(56));
        return new SealingKeyRing(
            golden.SealingKeys.Select(key => new HeldSealingKey(
                SealingKey.FromScalar(Convert.FromHexString(key.PrivateKey), key.Number, times.From, times.Until), AcknowledgedAt: null)),
            drainedAt: null);
    }
}
