namespace Sdtp.Protocol;

/// <summary>
/// The limits that the protocol itself fixes. What a relay may choose is told in HELLO (<see cref="Messages.RelayLimit"/>).
/// </summary>
public static class ProtocolLimits
{
    /// <summary>The one protocol version there is.</summary>
    public const byte Version = 1;

    /// <summary>Default TCP port of a relay.</summary>
    public const int DefaultPort = 5000;

    /// <summary>Most bytes in a frame, its length field included.</summary>
    public const int FrameBytesMax = 66_048;

    /// <summary>Most bytes in a sealed envelope: 60 header, 65 key, 12 nonce, 65,536 padded plaintext, 16 tag.</summary>
    public const int EnvelopeBytesMax = 65_689;

    /// <summary>Most bytes of human-readable detail in an error or notice, UTF-8.</summary>
    public const int DetailBytesMax = 512;

    /// <summary>Most bytes in the name of a client program, UTF-8.</summary>
    public const int ClientNameBytesMax = 64;

    /// <summary>Most messages that one FETCH or DELIVER page can hold.</summary>
    public const int PageMessagesMax = 512;

    /// <summary>Most messages that a subscriber may have unacknowledged.</summary>
    public const int DeliveryWindowMax = 4_096;

    /// <summary>Longest time from the creation of a sealing key to its expiry.</summary>
    public static readonly TimeSpan SealingKeyLifetimeMax = TimeSpan.FromDays(60);

    /// <summary>
    /// How far ahead of the relay's clock a sealing key may say it was created: the clocks of clients are not trusted to be right.
    /// </summary>
    public static readonly TimeSpan SealingKeySkewMax = TimeSpan.FromHours(24);

    /// <summary>How long a login challenge can be answered.</summary>
    public static readonly TimeSpan ChallengeLifetime = TimeSpan.FromSeconds(30);
}
