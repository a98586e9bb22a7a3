using Orleans.Concurrency;
using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Grains.Abstractions.Users;

/// <summary>
/// One person: their public key, their sealing key and their mailbox. Key: the userID in lower-case hex (see <see cref="UserGrainKeys"/>).
/// The grain is the only writer of its mailbox. Refusals are values (<see cref="Refusal"/>); an exception means a bug or that the outcome
/// is unknown.
/// </summary>
[GrainInterfaceType("sdtp.user"), Alias("sdtp.user")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>
    /// Registers this user in three idempotent steps: key and wanted name stored as pending, the name claimed, the user active. The same
    /// key resumes at any step; a name that is taken clears the pending one.
    /// </summary>
    /// <param name="command">Whose proof the gateway has verified.</param>
    /// <param name="cancellationToken">Gives the wait up; repeat to resume.</param>
    [Alias("register")]
    Task<RegisterResult> RegisterAsync(RegisterCommand command, CancellationToken cancellationToken = default);

    /// <summary>The profile of an active user; null for a stranger or a pending registration.</summary>
    /// <param name="cancellationToken">Gives the wait up.</param>
    [Alias("profile")]
    [AlwaysInterleave]
    Task<UserProfile?> GetProfileAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives each envelope its place in the mailbox, in the order given, and answers when all of them are on stable storage. After a
    /// refusal that closes the gate (<see cref="Protocol.ErrorCodes.ClosesGate"/>) the rest of the batch is refused OUT_OF_ORDER.
    /// </summary>
    /// <param name="batch">Envelopes of one sender, in sending order.</param>
    /// <param name="cancellationToken">Gives the wait up; the outcome is then unknown and a retry is safe.</param>
    [Alias("append")]
    [AlwaysInterleave]
    Task<AppendResult> AppendAsync(AppendBatch batch, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives the receive lease to a session: the latest wins and the earlier one is told. Taking it again with the same ticket renews it,
    /// and restores it after the grain has moved; a ticket older than the holder's is refused RECEIVER_REPLACED.
    /// </summary>
    /// <param name="ticket">The session's ticket; <see cref="LeaseTicket.Order"/> zero asks for a new one.</param>
    /// <param name="observer">Where hints go, or null for a session that only fetches.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    [Alias("take-lease")]
    [AlwaysInterleave]
    Task<LeaseResult> TakeLeaseAsync(LeaseTicket ticket, IMailboxObserver? observer, CancellationToken cancellationToken = default);

    /// <summary>Gives the lease up, if this ticket holds it.</summary>
    /// <param name="ticket">The session's ticket.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    [Alias("release-lease")]
    [AlwaysInterleave]
    Task ReleaseLeaseAsync(LeaseTicket ticket, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads committed messages for the lease holder. A page that reaches the end, an empty one too, arms a hint: the observer is told once
    /// when the next message has been stored.
    /// </summary>
    /// <param name="request">What to read.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    [Alias("read")]
    [AlwaysInterleave]
    Task<ReadResult> ReadAsync(ReadRequest request, CancellationToken cancellationToken = default);

    /// <summary>Removes everything through a sequence, for the lease holder. Acknowledging again is success.</summary>
    /// <param name="ticket">The holder's ticket.</param>
    /// <param name="through">The last sequence that is safe with the client.</param>
    /// <param name="cancellationToken">Gives the wait up; repeat it.</param>
    [Alias("acknowledge")]
    [AlwaysInterleave]
    Task<AcknowledgeResult> AcknowledgeAsync(LeaseTicket ticket, ulong through, CancellationToken cancellationToken = default);

    /// <summary>Replaces the sealing key, for the lease holder. Publishing the current record again is success.</summary>
    /// <param name="ticket">The holder's ticket.</param>
    /// <param name="record">A sealing key record of 149 bytes; the grain verifies it.</param>
    /// <param name="cancellationToken">Gives the wait up; repeat it.</param>
    [Alias("publish-key")]
    Task<PublishKeyResult> PublishKeyAsync(LeaseTicket ticket, byte[] record, CancellationToken cancellationToken = default);

    /// <summary>
    /// Expires what is past the retention and sweeps what is past the retry window; a grain that nobody uses is woken for this.
    /// </summary>
    /// <param name="cancellationToken">Gives the wait up.</param>
    [Alias("tend")]
    [AlwaysInterleave]
    Task TendAsync(CancellationToken cancellationToken = default);
}

/// <summary>How a <see cref="IUserGrain"/> is addressed: nobody builds keys by hand.</summary>
public static class UserGrainKeys
{
    /// <summary>The grain of a userID.</summary>
    /// <param name="grains">The cluster.</param>
    /// <param name="userId">Whose grain.</param>
    public static IUserGrain GetUser(this IGrainFactory grains, UserId userId)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return grains.GetGrain<IUserGrain>(userId.ToString());
    }
}
