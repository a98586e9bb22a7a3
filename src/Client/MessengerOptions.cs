namespace Sdtp.Client;

/// <summary>How a <see cref="Messenger"/> behaves. Change a copy with <c>with</c>.</summary>
public sealed record MessengerOptions
{
    /// <summary>The defaults.</summary>
    public static MessengerOptions Default { get; } = new();

    /// <summary>Program and version for the relay's log, at most 64 bytes of UTF-8.</summary>
    public string ClientName { get; init; } = "sdtp-client";

    /// <summary>Speaks plain TCP; refused unless the relay's address is a loopback one. Default false.</summary>
    public bool PlainTcp { get; init; }

    /// <summary>Time for TCP, TLS and HELLO together. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time between PINGs, lowered to a third of the relay's idle limit. Default 30 s.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How to wait before connecting again.</summary>
    public BackoffOptions Reconnect { get; init; } = new();

    /// <summary>How to wait before sending again what the relay refused for now.</summary>
    public BackoffOptions Resend { get; init; } = new();

    /// <summary>How long one message is sent again after passing refusals before SendAsync fails with the last one. Default 60 s.</summary>
    public TimeSpan ResendFor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Most messages waiting to be sent; SendAsync throws beyond. Default 10,000.</summary>
    public int OutboxMessagesMax { get; init; } = 10_000;

    /// <summary>Most unanswered SENDs to one recipient. Default 32.</summary>
    public int SendWindow { get; init; } = 32;

    /// <summary>Most messages that the relay may push before they are acknowledged, 1 to 4,096. Default 256.</summary>
    public int ReceiveWindow { get; init; } = 256;

    /// <summary>Most messages that one FetchAsync returns; the rest waits on the relay. Default 1,000.</summary>
    public int FetchMessagesMax { get; init; } = 1_000;

    /// <summary>Age at which the sealing key is replaced. Default 7 days.</summary>
    public TimeSpan SealingKeyAgeMax { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Writes each received message to the profile's <see cref="ChatHistory"/>, in the transaction that marks it as shown. Default false.
    /// </summary>
    public bool KeepHistory { get; init; }

    /// <summary>
    /// Tells accepted contacts, in sealed receipts, when their texts are here and, where <see cref="Messenger.MarkSeen"/> is called, when
    /// they have been seen; unless the person has switched that off in the profile. Default false.
    /// </summary>
    public bool SendReceipts { get; init; }

    /// <summary>The clock for everything.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Clock);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(KeepAlive, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ResendFor, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(SealingKeyAgeMax, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(OutboxMessagesMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(SendWindow, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(FetchMessagesMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReceiveWindow, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReceiveWindow, Protocol.ProtocolLimits.DeliveryWindowMax);
        Reconnect.Validate();
        Resend.Validate();
    }
}

/// <summary>An exponential back-off with jitter: the n-th wait is drawn from the upper part of <c>min(Max, First * 2^n)</c>.</summary>
public sealed record BackoffOptions
{
    /// <summary>The first wait. Default 250 ms.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait. Default 30 s.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The part of each wait that chance may take away, 0 to 1, so that many clients do not come back at once. Default 0.5.
    /// </summary>
    public double Jitter { get; init; } = 0.5;

    /// <summary>The source of chance, 0 up to but not 1; the shared generator by default, a constant in tests.</summary>
    public Func<double> Chance { get; init; } = Random.Shared.NextDouble;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Chance);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(First, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(Max, First);
        ArgumentOutOfRangeException.ThrowIfLessThan(Jitter, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Jitter, 1);
    }
}
