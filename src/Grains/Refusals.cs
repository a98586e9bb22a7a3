using Sdtp.Grains.Abstractions;

namespace Sdtp.Grains;

/// <summary>The refusals of a user's grain, made once: the append path must not allocate one per message.</summary>
internal static class Refusals
{
    public static readonly Refusal UnknownUser = new(ErrorCode.UnknownUser, "No active user has this userID. Look the name up again.");

    public static readonly Refusal TryAgain = new(
        ErrorCode.TryAgain,
        "The relay could not finish this; whether it took effect is unknown. Repeat it with the same ids.",
        RetryAfterMs: 100);

    public static readonly Refusal Busy = new(
        ErrorCode.TryAgain, "Too much waits to be stored. Repeat from this message.", RetryAfterMs: 50);

    public static readonly Refusal Counting = new(
        ErrorCode.TryAgain, "The mailbox is just being emptied. Repeat from this message.", RetryAfterMs: 100);

    public static readonly Refusal OutOfOrder = new(
        ErrorCode.OutOfOrder, "An earlier message of this run was refused. Start a new run from the first unacknowledged message.");

    public static readonly Refusal BadEnvelope = new(
        ErrorCode.BadEnvelope, "The envelope header is not one of version 1, or names another length or recipient.");

    public static readonly Refusal TooLarge = new(ErrorCode.TooLarge, "The envelope exceeds 65,689 bytes. Split the content.");

    public static readonly Refusal StaleKey = new(
        ErrorCode.StaleKey, "Sealed to a key that is no longer accepted. Look the recipient up and seal again under a new id.");

    public static readonly Refusal MailboxFull = new(
        ErrorCode.MailboxFull, "The recipient's mailbox is full. Wait until messages have been fetched.", RetryAfterMs: 5_000);

    public static readonly Refusal SenderFull = new(
        ErrorCode.MailboxFull,
        "Your share of the recipient's mailbox is full. Wait until messages have been fetched.",
        RetryAfterMs: 5_000);

    public static readonly Refusal RateLimited = new(
        ErrorCode.RateLimited,
        "This mailbox took more messages within the retry window than it can recognise again. Slow down.",
        RetryAfterMs: 1_000);

    public static readonly Refusal IdReused = new(
        ErrorCode.IdReused, "This message id was used for other bytes. Seal the message again under a new id.");

    public static readonly Refusal LeaseRequired = new(ErrorCode.LeaseRequired, "This session does not receive. SUBSCRIBE or FETCH first.");

    public static readonly Refusal ReceiverReplaced = new(
        ErrorCode.ReceiverReplaced, "A later session of this identity receives now. SUBSCRIBE or FETCH to take over again.");

    public static readonly Refusal BadAck = new(
        ErrorCode.BadAck, "Nothing with this sequence has been stored yet. Acknowledge only what was delivered.");

    public static readonly Refusal BadPublicKey = new(
        ErrorCode.BadPublicKey, "The identity key is not a 65-byte P-256 point that hashes to this userID.");

    public static readonly Refusal BadUsername = new(ErrorCode.BadUsername, "A username is 3 to 32 of A-Z a-z 0-9 _ . -");

    public static readonly Refusal UsernameTaken = new(ErrorCode.UsernameTaken, "The name belongs to another key. Choose another name.");

    public static Refusal AlreadyRegistered(string username) =>
        new(ErrorCode.AlreadyRegistered, $"This key is registered as {username}. Log in under that name.");

    public static Refusal BadSealingKey(string detail) => new(ErrorCode.BadSealingKey, detail);
}
