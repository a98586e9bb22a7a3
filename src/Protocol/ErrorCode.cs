namespace Sdtp.Protocol;

/// <summary>Why a request was refused. The numbers and the wire names are stable; docs/protocol.md says what to do about each.</summary>
public enum ErrorCode : ushort
{
    /// <summary>No error; never on the wire.</summary>
    None = 0,

    /// <summary>MALFORMED_FRAME: a frame or body breaks the grammar. Closes the connection.</summary>
    MalformedFrame = 1,

    /// <summary>FRAME_TOO_LARGE: a frame announces more bytes than the limit. Closes the connection.</summary>
    FrameTooLarge = 2,

    /// <summary>UNKNOWN_FRAME_TYPE: the relay does not know this request.</summary>
    UnknownFrameType = 3,

    /// <summary>HELLO_REQUIRED: the first frame was not HELLO. Closes the connection.</summary>
    HelloRequired = 4,

    /// <summary>VERSION_UNSUPPORTED: no protocol version in common. Closes the connection.</summary>
    VersionUnsupported = 5,

    /// <summary>IDLE_TIMEOUT: nothing was heard for the time told in HELLO. Closes the connection.</summary>
    IdleTimeout = 6,

    /// <summary>
    /// GOING_AWAY: the gateway is stopping; connect again, elsewhere if possible. Closes the connection, after a NOTICE where there is
    /// time.
    /// </summary>
    GoingAway = 7,

    /// <summary>TOO_MANY_CONNECTIONS: this address or this gateway has reached its connection limit. Closes the connection.</summary>
    TooManyConnections = 8,

    /// <summary>LOGIN_REQUIRED: the request needs a logged-in session.</summary>
    LoginRequired = 20,

    /// <summary>ALREADY_LOGGED_IN: this connection has a session; LOGOUT first.</summary>
    AlreadyLoggedIn = 21,

    /// <summary>BAD_SIGNATURE: the proof does not verify for this key, server, certificate and challenge.</summary>
    BadSignature = 22,

    /// <summary>CHALLENGE_EXPIRED: there is no open challenge: none was asked for, it was used, or it is older than 30 s.</summary>
    ChallengeExpired = 23,

    /// <summary>BAD_PUBLIC_KEY: not a 65-byte uncompressed point on P-256.</summary>
    BadPublicKey = 24,

    /// <summary>BAD_USERNAME: not 3 to 32 of the allowed characters.</summary>
    BadUsername = 25,

    /// <summary>USERNAME_TAKEN: the name belongs to another key.</summary>
    UsernameTaken = 26,

    /// <summary>ALREADY_REGISTERED: this key is registered under another username.</summary>
    AlreadyRegistered = 27,

    /// <summary>UNKNOWN_USER: no active user has this name or userID.</summary>
    UnknownUser = 28,

    /// <summary>BAD_ENVELOPE: the envelope header breaks the grammar or names another length.</summary>
    BadEnvelope = 40,

    /// <summary>TOO_LARGE: the envelope exceeds the limit.</summary>
    TooLarge = 41,

    /// <summary>MAILBOX_FULL: the recipient's mailbox, or this sender's share of it, is full. Retryable; closes the gate.</summary>
    MailboxFull = 42,

    /// <summary>ID_REUSED: this message id was used for other bytes within the retry window.</summary>
    IdReused = 43,

    /// <summary>STALE_KEY: sealed to a superseded or unknown sealing key: look up and seal again under a new id. Closes the gate.</summary>
    StaleKey = 44,

    /// <summary>
    /// OUT_OF_ORDER: the gate is closed, since an earlier send of this run to this recipient was refused; start a new run from it.
    /// </summary>
    OutOfOrder = 45,

    /// <summary>RECEIVER_REPLACED: another session of this identity took the receive lease.</summary>
    ReceiverReplaced = 60,

    /// <summary>LEASE_REQUIRED: SUBSCRIBE or FETCH first.</summary>
    LeaseRequired = 61,

    /// <summary>BAD_ACK: acknowledges a sequence that has not been assigned.</summary>
    BadAck = 62,

    /// <summary>BAD_SEALING_KEY: the record's signature, number or times are not acceptable.</summary>
    BadSealingKey = 63,

    /// <summary>TRY_AGAIN: a passing condition; the outcome of the request is unknown. Repeat it. Closes the gate on SEND.</summary>
    TryAgain = 80,

    /// <summary>RATE_LIMITED: too many requests of this kind; wait the time given. Closes the gate on SEND.</summary>
    RateLimited = 81,

    /// <summary>
    /// INTERNAL: the relay failed in a way it did not foresee; the outcome is unknown and its log says more. Closes the gate on SEND.
    /// </summary>
    Internal = 82,
}
