using Microsoft.Extensions.Options;
using Sdtp.Protocol;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Grains;

/// <summary>
/// Refuses, at start-up, limits with which a mailbox could not keep its promises; every complaint names the property and the constraint.
/// </summary>
internal sealed class MailboxOptionsValidator : IValidateOptions<MailboxOptions>
{
    public ValidateOptionsResult Validate(string? name, MailboxOptions options)
    {
        var problems = new List<string>();
        AtLeast(nameof(options.SenderShareDivisor), options.SenderShareDivisor, 1);
        if (problems.Count == 0)
        {
            var largestShare = (long)ProtocolLimits.EnvelopeBytesMax * options.SenderShareDivisor;
            AtLeast(nameof(options.MailboxBytesMax), options.MailboxBytesMax, largestShare);
            AtLeast(nameof(options.MailboxMessagesMax), options.MailboxMessagesMax, options.SenderShareDivisor);
        }

        AtLeast(nameof(options.RetryWindowEntriesMax), options.RetryWindowEntriesMax, 1);
        AtMost(nameof(options.RetryWindowEntriesMax), options.RetryWindowEntriesMax, OpenedMailbox.RecentRowsMax);
        AtLeast(nameof(options.SupersededKeysMax), options.SupersededKeysMax, 1);
        AtLeast(nameof(options.PendingBytesMax), options.PendingBytesMax, ProtocolLimits.EnvelopeBytesMax);
        AtLeast(nameof(options.CheckpointRows), options.CheckpointRows, 1);
        AtLeast(nameof(options.UncountedRowsMax), options.UncountedRowsMax, 1);
        AtLeast(nameof(options.HeaderPageRowsMax), options.HeaderPageRowsMax, 1);
        AtLeast(nameof(options.SweepRowsMax), options.SweepRowsMax, 1);
        AtLeast(nameof(options.TendBatchesMax), options.TendBatchesMax, 1);
        AtLeast(nameof(options.TendMailboxesMax), options.TendMailboxesMax, 1);
        AtLeast(nameof(options.TendParallelism), options.TendParallelism, 1);
        LongerThan(nameof(options.RetryWindow), options.RetryWindow, TimeSpan.Zero);
        LongerThan(nameof(options.Retention), options.Retention, options.RetryWindow);
        LongerThan(nameof(options.SupersededKeyGrace), options.SupersededKeyGrace, TimeSpan.Zero);
        LongerThan(nameof(options.SweepInterval), options.SweepInterval, TimeSpan.Zero);
        LongerThan(nameof(options.ObserverLifetime), options.ObserverLifetime, TimeSpan.Zero);
        LongerThan(nameof(options.TendInterval), options.TendInterval, TimeSpan.Zero);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void AtLeast(string property, long value, long least)
        {
            if (value < least)
            {
                problems.Add($"{nameof(MailboxOptions)}.{property} is {value}; it must be at least {least}.");
            }
        }

        void AtMost(string property, long value, long most)
        {
            if (value > most)
            {
                problems.Add($"{nameof(MailboxOptions)}.{property} is {value}; it must be at most {most}.");
            }
        }

        void LongerThan(string property, TimeSpan value, TimeSpan bound)
        {
            if (value <= bound)
            {
                problems.Add($"{nameof(MailboxOptions)}.{property} is {value}; it must be longer than {bound}.");
            }
        }
    }
}
