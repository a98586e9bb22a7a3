using Xunit;

namespace Sdtp.Grains.Tests;

public sealed class MailboxOptionsValidatorTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.True(new MailboxOptionsValidator().Validate(null, new MailboxOptions()).Succeeded);

    [Fact]
    public void Every_complaint_names_its_property()
    {
        var options = new MailboxOptions
        {
            MailboxBytesMax = 1,
            MailboxMessagesMax = 0,
            RetryWindowEntriesMax = 0,
            PendingBytesMax = 0,
            SweepRowsMax = 0,
            Retention = TimeSpan.FromSeconds(1),
            ObserverLifetime = TimeSpan.Zero,
        };

        var result = new MailboxOptionsValidator().Validate(null, options);

        Assert.True(result.Failed);
        string[] wrong =
            [
                "MailboxBytesMax", "MailboxMessagesMax", "RetryWindowEntriesMax",
                "PendingBytesMax", "SweepRowsMax", "Retention", "ObserverLifetime",
            ];
        foreach (var property in wrong)
        {
            Assert.Contains(result.Failures!, failure => failure.Contains($"MailboxOptions.{property} ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_share_divisor_of_zero_is_refused_before_anything_is_divided_by_it()
    {
        var result = new MailboxOptionsValidator().Validate(null, new MailboxOptions { SenderShareDivisor = 0 });

        Assert.Contains("SenderShareDivisor", result.FailureMessage, StringComparison.Ordinal);
    }
}
