namespace Sdtp.Protocol.Wire;

/// <summary>
/// The kind of a frame. A reply has its request's number with the high bit set; pushes and errors have numbers of their own.
/// </summary>
public enum FrameType : byte
{
    /// <summary>HELLO opens every connection.</summary>
    Hello = 0x01,

    /// <summary>CHALLENGE asks for a login nonce.</summary>
    Challenge = 0x02,

    /// <summary>REGISTER claims a username for a key and logs in.</summary>
    Register = 0x03,

    /// <summary>LOGIN proves the key of a registered user.</summary>
    Login = 0x04,

    /// <summary>LOGOUT ends the session; the connection stays open.</summary>
    Logout = 0x05,

    /// <summary>PING asks for its eight bytes back.</summary>
    Ping = 0x06,

    /// <summary>LOOKUP finds a user's keys.</summary>
    Lookup = 0x10,

    /// <summary>SEND stores one envelope.</summary>
    Send = 0x11,

    /// <summary>FETCH takes the receive lease and reads a page.</summary>
    Fetch = 0x12,

    /// <summary>ACK removes everything through a sequence.</summary>
    Ack = 0x13,

    /// <summary>SUBSCRIBE takes the receive lease and starts DELIVER pushes.</summary>
    Subscribe = 0x14,

    /// <summary>UNSUBSCRIBE gives the receive lease up.</summary>
    Unsubscribe = 0x15,

    /// <summary>PUBLISH-KEY replaces the sealing key.</summary>
    PublishKey = 0x16,

    /// <summary>DELIVER pushes a page of messages to the subscriber.</summary>
    Deliver = 0x70,

    /// <summary>NOTICE tells of something nobody asked about, such as RECEIVER_REPLACED.</summary>
    Notice = 0x71,

    /// <summary>HELLO's reply.</summary>
    HelloReply = 0x81,

    /// <summary>CHALLENGE's reply.</summary>
    ChallengeReply = 0x82,

    /// <summary>REGISTER's reply.</summary>
    RegisterReply = 0x83,

    /// <summary>LOGIN's reply.</summary>
    LoginReply = 0x84,

    /// <summary>LOGOUT's reply.</summary>
    LogoutReply = 0x85,

    /// <summary>PING's reply.</summary>
    PingReply = 0x86,

    /// <summary>LOOKUP's reply.</summary>
    LookupReply = 0x90,

    /// <summary>SEND's reply.</summary>
    SendReply = 0x91,

    /// <summary>FETCH's reply.</summary>
    FetchReply = 0x92,

    /// <summary>ACK's reply.</summary>
    AckReply = 0x93,

    /// <summary>SUBSCRIBE's reply.</summary>
    SubscribeReply = 0x94,

    /// <summary>UNSUBSCRIBE's reply.</summary>
    UnsubscribeReply = 0x95,

    /// <summary>PUBLISH-KEY's reply.</summary>
    PublishKeyReply = 0x96,

    /// <summary>ERROR answers a request, or, with request id 0, says why the connection closes.</summary>
    Error = 0xFF,
}
