using Sdtp.Protocol.Identifiers;

namespace Sdtp.Storage.Sqlite.Backup;

/// <summary>How much a store holds.</summary>
/// <param name="Users">Identities that registered, or began to.</param>
/// <param name="Mailboxes">Mailboxes that were ever opened.</param>
/// <param name="Messages">Unacknowledged messages in all of them.</param>
/// <param name="Depths">How many mailboxes hold 0, 1 to 9, 10 to 99, and so on up to a million and more messages.</param>
public sealed record StoreStatistics(long Users, long Mailboxes, long Messages, IReadOnlyList<long> Depths);

/// <summary>What a store tells of one mailbox; never its messages.</summary>
/// <param name="UserId">Whose.</param>
/// <param name="Depth">Unacknowledged messages.</param>
/// <param name="AcknowledgedThrough">The last sequence that its owner has acknowledged or that has expired; 0 for none.</param>
/// <param name="OldestAt">When the oldest unacknowledged message was stored; null when there is none.</param>
/// <param name="NewestAt">When the newest message still on disk was stored, acknowledged or not; null when there is none.</param>
public sealed record MailboxExplanation(
    UserId UserId, long Depth, ulong AcknowledgedThrough, DateTimeOffset? OldestAt, DateTimeOffset? NewestAt);
