using System.Security.Cryptography;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Storage.Bench;

/// <summary>One mailbox with its owner's numbers.</summary>
internal sealed class BenchMailbox(IMailboxLog log, OpenedMailbox opened)
{
    private static readonly byte[] Envelope = RandomNumberGenerator.GetBytes(1_024);
    private readonly UserId _sender = new(RandomNumberGenerator.GetBytes(UserId.Length));
    private ulong _next = opened.Next;

    internal UserId User { get; } = opened.Lease.Mailbox;

    internal ulong Last => _next - 1;

    internal static async Task<BenchMailbox> OpenAsync(IMailboxLog log) =>
        new(log, await log.OpenAsync(new UserId(RandomNumberGenerator.GetBytes(UserId.Length)), DateTimeOffset.MaxValue, default));

    internal ValueTask<LogOutcome> AppendAsync(int count)
    {
        var rows = new MailboxRow[count];
        for (var i = 0; i < count; i++)
        {
            var now = TimeProvider.System.GetUtcNow();
            var header = new MailboxRowHeader(_next, _sender, MessageId.New(), Envelope.Length, now, _next * 1_024);
            rows[i] = new MailboxRow(header, Envelope);
            _next++;
        }

        return log.AppendAsync(opened.Lease, rows);
    }

    internal ValueTask<LogOutcome> TrimAsync(ulong through) => log.TrimAsync(opened.Lease, through, null);

    internal ValueTask<SweepResult> SweepAsync(ulong through, int rowsMax) => log.SweepAsync(opened.Lease, through, rowsMax);
}
