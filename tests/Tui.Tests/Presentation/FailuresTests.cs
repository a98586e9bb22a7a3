using Sdtp.Client;
using Sdtp.Protocol;
using Sdtp.Tui.Commands;
using Sdtp.Tui.Presentation;
using Xunit;

namespace Sdtp.Tui.Tests.Presentation;

public sealed class FailuresTests
{
    [Fact]
    public void Every_refusal_of_the_relay_has_words_and_an_exit_code()
    {
        foreach (var code in Enum.GetValues<ErrorCode>())
        {
            var failure = Failures.Of(new RelayException(code, "the detail", TimeSpan.FromSeconds(3)));

            Assert.NotEqual(ExitCode.Ok, failure.Code);
            Assert.NotEqual(ExitCode.Unexpected, failure.Code);
            Assert.NotEmpty(failure.What);
            Assert.NotNull(failure.Hint);
            Assert.DoesNotContain('\n', failure.What + failure.Hint);
        }
    }

    [Fact]
    public void A_waiting_time_is_told() =>
        Assert.Equal("try again in 3 s", Failures.Of(new RelayException(ErrorCode.RateLimited, "", TimeSpan.FromSeconds(2.2))).Hint);

    [Fact]
    public void A_code_of_a_later_relay_is_told_by_its_number() =>
        Assert.Equal("ERROR_999: what \u21B5 ever", Failures.Of(new RelayException((ErrorCode)999, "what\never", TimeSpan.Zero)).What);

    [Fact]
    public void The_relays_own_words_are_made_harmless()
    {
        var failure = Failures.Of(new RelayException(ErrorCode.BadAck, "\u001b[2J" + new string('x', 5_000), TimeSpan.Zero));

        Assert.StartsWith("BAD_ACK: [2Jxxx", failure.What, StringComparison.Ordinal);
        Assert.True(failure.What.Length < 400);
    }

    [Fact]
    public void A_failure_is_two_lines()
    {
        var error = new StringWriter { NewLine = "\n" };

        new Failure(ExitCode.Refused, "it did not work", "do it again").WriteTo(error);

        Assert.Equal("sdtp: it did not work\nhint: do it again\n", error.ToString());
    }

    [Fact]
    public void Every_exit_code_is_in_the_table()
    {
        var table = ExitCodes.Table();

        Assert.All(
            Enum.GetValues<ExitCode>(),
            code => Assert.Contains($"  {(int)code,-4} {ExitCodes.Describe(code)}\n", table, StringComparison.Ordinal));
    }
}
