using System.Text.RegularExpressions;

namespace Sdtp.Protocol.Tests;

public sealed partial class ErrorCodeTests
{
    [Fact]
    public void Every_code_has_the_wire_name_of_its_member()
    {
        foreach (var code in Enum.GetValues<ErrorCode>())
        {
            Assert.Equal(WordStart().Replace(code.ToString(), "_").ToUpperInvariant(), code.WireName());
        }
    }

    [Theory]
    [InlineData(ErrorCode.MalformedFrame, 1, "MALFORMED_FRAME")]
    [InlineData(ErrorCode.LoginRequired, 20, "LOGIN_REQUIRED")]
    [InlineData(ErrorCode.UsernameTaken, 26, "USERNAME_TAKEN")]
    [InlineData(ErrorCode.UnknownUser, 28, "UNKNOWN_USER")]
    [InlineData(ErrorCode.MailboxFull, 42, "MAILBOX_FULL")]
    [InlineData(ErrorCode.IdReused, 43, "ID_REUSED")]
    [InlineData(ErrorCode.StaleKey, 44, "STALE_KEY")]
    [InlineData(ErrorCode.OutOfOrder, 45, "OUT_OF_ORDER")]
    [InlineData(ErrorCode.ReceiverReplaced, 60, "RECEIVER_REPLACED")]
    [InlineData(ErrorCode.TryAgain, 80, "TRY_AGAIN")]
    public void Numbers_and_names_are_stable(ErrorCode code, int number, string name)
    {
        Assert.Equal(number, (int)code);
        Assert.Equal(name, code.WireName());
    }

    [Fact]
    public void A_code_of_a_later_version_prints_its_number() => Assert.Equal("ERROR_999", ((ErrorCode)999).WireName());

    [Fact]
    public void A_wire_name_costs_no_allocation()
    {
        _ = ErrorCode.OutOfOrder.WireName();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
        {
            _ = ErrorCode.OutOfOrder.WireName();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Only_refusals_after_which_the_same_message_may_still_be_stored_close_the_gate() => Assert.Equal(
        [
            ErrorCode.MailboxFull, ErrorCode.StaleKey, ErrorCode.OutOfOrder, ErrorCode.TryAgain, ErrorCode.RateLimited, ErrorCode.Internal,
        ],
        Enum.GetValues<ErrorCode>().Where(code => code.ClosesGate()));

    [Fact]
    public void Only_reasons_of_the_connection_close_it() => Assert.Equal(
        [
            ErrorCode.MalformedFrame, ErrorCode.FrameTooLarge, ErrorCode.HelloRequired, ErrorCode.VersionUnsupported,
            ErrorCode.IdleTimeout, ErrorCode.GoingAway, ErrorCode.TooManyConnections,
        ],
        Enum.GetValues<ErrorCode>().Where(code => code.ClosesConnection()));

    [GeneratedRegex("(?<!^)(?=[A-Z])")]
    private static partial Regex WordStart();
}
