using Sdtp.Protocol.Identifiers;

namespace Sdtp.Storage.Inspection;

/// <summary>How much a store holds.</summary>
/// <param name="Users">Identities that registered, or began to.</param>
/// <param name="Mailboxes">Mailboxes that were ever opened.</param>
/// <param name="Messages">Unacknowledged messages in all of them.</param>
/// <param name="Depths">How many mailboxes hold how many messages, by <see cref="DepthClass"/>.</param>
/// <param name="OldestAt">When the oldest unacknowledged message was stored; null when there is none.</param>
/// <param name="Bytes">What the store takes on disk; null where the storage does not tell.</param>
public sealed record StoreStatistics(
    long Users, long Mailboxes, long Messages, IReadOnlyList<long> Depths, DateTimeOffset? OldestAt, long? Bytes);

/// <summary>What a store tells of one mailbox; never its messages.</summary>
/// <param name="UserId">Whose.</param>
/// <param name="Depth">Unacknowledged messages.</param>
/// <param name="AcknowledgedThrough">The last sequence that its owner has acknowledged or that has expired; 0 for none.</param>
/// <param name="OldestAt">When the oldest unacknowledged message was stored; null when there is none.</param>
/// <param name="NewestAt">When the newest message still on disk was stored, acknowledged or not; null when there is none.</param>
public sealed record MailboxExplanation(
    UserId UserId, long Depth, ulong AcknowledgedThrough, DateTimeOffset? OldestAt, DateTimeOffset? NewestAt);
