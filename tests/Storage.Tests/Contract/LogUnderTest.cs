using System.Security.Cryptography;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Storage.Tests.Contract;

/// <summary>A log as the suite sees it, and the rows it is fed with.</summary>
public abstract class LogUnderTest : IDisposable
{
    public static DateTimeOffset Noon { get; } = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public abstract IMailboxLog Log { get; }

    public static UserId NewUser() => new(RandomNumberGenerator.GetBytes(UserId.Length));

    public static MailboxRow[] Rows(ulong first, int count, int envelopeBytes = 100, DateTimeOffset? storedAt = null) =>
        Enumerable.Range(0, count).Select(i => Row(first + (ulong)i, envelopeBytes, storedAt ?? Noon, default)).ToArray();

    public static MailboxRow Row(ulong sequence, int envelopeBytes, DateTimeOffset storedAt, UserId sender)
    {
        var envelope = RandomNumberGenerator.GetBytes(envelopeBytes);
        return new MailboxRow(
            new MailboxRowHeader(sequence, sender, MessageId.New(), envelopeBytes, storedAt, sequence * (ulong)envelopeBytes), envelope);
    }

    /// <summary>Forgets what is in memory, where there is a difference, and reads the storage again.</summary>
    public abstract void Restart();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
