using System.Globalization;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Tests.Documents;

/// <summary>Holds the tables of docs/protocol.md against the code: numbers, names and what they mean must not drift apart.</summary>
public sealed class DocumentedTablesTests
{
    [Fact]
    public void Every_error_code_stands_in_the_table_with_its_number_name_and_consequences()
    {
        var documented = ProtocolDocument.NumberedRows("## 9. Errors").Select(row => string.Join(" ", row.Take(4)));

        var coded = Enum.GetValues<ErrorCode>().Where(code => code is not ErrorCode.None).Order()
            .Select(code => $"{(int)code} {code.WireName()} {YesNo(code.ClosesConnection())} {YesNo(code.ClosesGate())}");

        Assert.Equal(coded, documented);
    }

    [Fact]
    public void Every_frame_type_stands_in_the_table_with_its_number_and_name()
    {
        var documented = ProtocolDocument.NumberedRows("### 3.2 Types").Select(row => $"{row[0]} {row[1]}");

        var coded = Enum.GetValues<FrameType>().Order()
            .Select(type => string.Create(CultureInfo.InvariantCulture, $"0x{(byte)type:X2} {ProtocolExamples.DocumentedName(type)}"));

        Assert.Equal(coded, documented);
    }

    [Fact]
    public void Every_limit_of_hello_stands_in_the_table_with_its_number_and_name()
    {
        var documented = ProtocolDocument.NumberedRows("### 10.2 What the relay tells in HELLO").Select(row => $"{row[0]} {row[1]}");

        Assert.Equal(Enum.GetValues<RelayLimit>().Order().Select(limit => $"{(int)limit} {limit}"), documented);
    }

    [Theory]
    [InlineData("66,048", ProtocolLimits.FrameBytesMax)]
    [InlineData("66,039", Frame.BodyBytesMax)]
    [InlineData("65,689", ProtocolLimits.EnvelopeBytesMax)]
    [InlineData("512 bytes", ProtocolLimits.DetailBytesMax)]
    [InlineData("64 bytes", ProtocolLimits.ClientNameBytesMax)]
    [InlineData("512 messages", ProtocolLimits.PageMessagesMax)]
    [InlineData("4,096 messages", ProtocolLimits.DeliveryWindowMax)]
    public void Fixed_limits_are_documented_as_they_are(string documented, int value)
    {
        var digits = new string([.. documented.Where(char.IsAsciiDigit)]);

        Assert.Equal(value, int.Parse(digits, CultureInfo.InvariantCulture));
        Assert.Contains(documented, ProtocolDocument.Text, StringComparison.Ordinal);
    }

    private static string YesNo(bool value) => value ? "yes" : "no";
}
