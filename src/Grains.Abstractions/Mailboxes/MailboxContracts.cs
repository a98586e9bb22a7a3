using Sdtp.Protocol.Identifiers;

namespace Sdtp.Grains.Abstractions.Mailboxes;

/// <summary>Envelopes of one sender to one recipient, in sending order.</summary>
/// <param name="Sender">Whose login the gateway has verified.</param>
/// <param name="Envelopes">
/// Whole envelopes whose headers the gateway has parsed, each in an array of its own that nobody writes to again: <c>Immutable</c> shares
/// them inside a silo.
/// </param>
[GenerateSerializer, Immutable, Alias("sdtp.append-batch")]
public sealed record AppendBatch(
    [property: Id(0)] UserId Sender,
    [property: Id(1)] byte[][] Envelopes);

/// <summary>How an append ended, one entry per envelope.</summary>
/// <param name="Sequences">The place of each stored envelope; zero where it was refused.</param>
/// <param name="Refusals">Why each was refused, null where stored; null altogether when none was.</param>
[GenerateSerializer, Immutable, Alias("sdtp.append-result")]
public sealed record AppendResult(
    [property: Id(0)] ulong[] Sequences,
    [property: Id(1)] Refusal?[]? Refusals);

/// <summary>A session's claim on the receive lease. A greater order is a later claim, across moves of the grain.</summary>
/// <param name="Session">The gateway's random id of the session.</param>
/// <param name="Order">Given by the grain; zero asks for a new claim.</param>
[GenerateSerializer, Immutable, Alias("sdtp.lease-ticket")]
public readonly record struct LeaseTicket(
    [property: Id(0)] Guid Session,
    [property: Id(1)] ulong Order);

/// <summary>How taking the lease ended.</summary>
/// <param name="Refusal">Why not, or null.</param>
/// <param name="Ticket">The ticket to use from now on.</param>
/// <param name="First">Lowest sequence in the mailbox.</param>
/// <param name="Next">Sequence of the next message.</param>
[GenerateSerializer, Immutable, Alias("sdtp.lease-result")]
public sealed record LeaseResult(
    [property: Id(0)] Refusal? Refusal,
    [property: Id(1)] LeaseTicket Ticket,
    [property: Id(2)] ulong First,
    [property: Id(3)] ulong Next);

/// <summary>A read by the lease holder.</summary>
/// <param name="Ticket">The holder's ticket.</param>
/// <param name="After">Messages with a greater sequence are wanted.</param>
/// <param name="MessagesMax">Most messages.</param>
/// <param name="BytesMax">Most bytes, each envelope counted with the overhead of a stored message on the wire.</param>
[GenerateSerializer, Immutable, Alias("sdtp.read-request")]
public sealed record ReadRequest(
    [property: Id(0)] LeaseTicket Ticket,
    [property: Id(1)] ulong After,
    [property: Id(2)] int MessagesMax,
    [property: Id(3)] int BytesMax);

/// <summary>How a read ended.</summary>
/// <param name="Refusal">Why not, or null.</param>
/// <param name="First">Lowest sequence in the mailbox.</param>
/// <param name="Next">Sequence of the next message.</param>
/// <param name="Messages">Committed messages by rising sequence; empty when none is waiting.</param>
[GenerateSerializer, Immutable, Alias("sdtp.read-result")]
public sealed record ReadResult(
    [property: Id(0)] Refusal? Refusal,
    [property: Id(1)] ulong First,
    [property: Id(2)] ulong Next,
    [property: Id(3)] IReadOnlyList<MailboxMessage> Messages);

/// <summary>One stored message on its way to its recipient's gateway.</summary>
/// <param name="Sequence">Place in the mailbox.</param>
/// <param name="Sender">Who was logged in when it was sent.</param>
/// <param name="StoredAtMs">Unix milliseconds.</param>
/// <param name="Envelope">The envelope; never written to.</param>
[GenerateSerializer, Immutable, Alias("sdtp.mailbox-message")]
public sealed record MailboxMessage(
    [property: Id(0)] ulong Sequence,
    [property: Id(1)] UserId Sender,
    [property: Id(2)] ulong StoredAtMs,
    [property: Id(3)] ReadOnlyMemory<byte> Envelope);

/// <summary>How an acknowledgement ended.</summary>
/// <param name="Refusal">Why not, or null.</param>
/// <param name="First">Lowest sequence still in the mailbox.</param>
[GenerateSerializer, Immutable, Alias("sdtp.acknowledge-result")]
public sealed record AcknowledgeResult(
    [property: Id(0)] Refusal? Refusal,
    [property: Id(1)] ulong First);
