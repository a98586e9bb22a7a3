namespace Sdtp.Protocol;

/// <summary>The stable wire names of <see cref="ErrorCode"/> and what each asks of a client.</summary>
public static class ErrorCodes
{
    /// <summary>The stable name, such as <c>USERNAME_TAKEN</c>; a number this build does not know prints as <c>ERROR_n</c>.</summary>
    /// <param name="code">The code.</param>
    public static string WireName(this ErrorCode code) => code switch
    {
        // Written out, so that renaming a member can never rename it on the wire or in somebody's alert.
        ErrorCode.None => "NONE",
        ErrorCode.MalformedFrame => "MALFORMED_FRAME",
        ErrorCode.FrameTooLarge => "FRAME_TOO_LARGE",
        ErrorCode.UnknownFrameType => "UNKNOWN_FRAME_TYPE",
        ErrorCode.HelloRequired => "HELLO_REQUIRED",
        ErrorCode.VersionUnsupported => "VERSION_UNSUPPORTED",
        ErrorCode.IdleTimeout => "IDLE_TIMEOUT",
        ErrorCode.GoingAway => "GOING_AWAY",
        ErrorCode.TooManyConnections => "TOO_MANY_CONNECTIONS",
        ErrorCode.LoginRequired => "LOGIN_REQUIRED",
        ErrorCode.AlreadyLoggedIn => "ALREADY_LOGGED_IN",
        ErrorCode.BadSignature => "BAD_SIGNATURE",
        ErrorCode.ChallengeExpired => "CHALLENGE_EXPIRED",
        ErrorCode.BadPublicKey => "BAD_PUBLIC_KEY",
        ErrorCode.BadUsername => "BAD_USERNAME",
        ErrorCode.UsernameTaken => "USERNAME_TAKEN",
        ErrorCode.AlreadyRegistered => "ALREADY_REGISTERED",
        ErrorCode.UnknownUser => "UNKNOWN_USER",
        ErrorCode.BadEnvelope => "BAD_ENVELOPE",
        ErrorCode.TooLarge => "TOO_LARGE",
        ErrorCode.MailboxFull => "MAILBOX_FULL",
        ErrorCode.IdReused => "ID_REUSED",
        ErrorCode.StaleKey => "STALE_KEY",
        ErrorCode.OutOfOrder => "OUT_OF_ORDER",
        ErrorCode.ReceiverReplaced => "RECEIVER_REPLACED",
        ErrorCode.LeaseRequired => "LEASE_REQUIRED",
        ErrorCode.BadAck => "BAD_ACK",
        ErrorCode.BadSealingKey => "BAD_SEALING_KEY",
        ErrorCode.TryAgain => "TRY_AGAIN",
        ErrorCode.RateLimited => "RATE_LIMITED",
        ErrorCode.Internal => "INTERNAL",
        _ => $"ERROR_{(ushort)code}",
    };

    /// <summary>
    /// Whether a refused SEND closes the gate for its recipient: later sends of the same run are answered OUT_OF_ORDER until the
    /// client starts a new run from its first unacknowledged message. These are the refusals after which the same message can still succeed
    /// later, or may have succeeded already, so letting its followers pass would break the order.
    /// </summary>
    /// <param name="code">The refusal.</param>
    public static bool ClosesGate(this ErrorCode code) => code is
        ErrorCode.MailboxFull or ErrorCode.StaleKey or ErrorCode.OutOfOrder
        or ErrorCode.TryAgain or ErrorCode.RateLimited or ErrorCode.Internal;

    /// <summary>
    /// Whether the code is only ever told as the reason why a connection closes: in an ERROR with request id zero. INTERNAL may stand there
    /// too, but is otherwise an answer to one request.
    /// </summary>
    /// <param name="code">The reason.</param>
    public static bool ClosesConnection(this ErrorCode code) => code is
        ErrorCode.MalformedFrame or ErrorCode.FrameTooLarge or ErrorCode.HelloRequired or ErrorCode.VersionUnsupported
        or ErrorCode.IdleTimeout or ErrorCode.GoingAway or ErrorCode.TooManyConnections;
}
