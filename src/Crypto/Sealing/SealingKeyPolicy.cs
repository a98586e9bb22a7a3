namespace Sdtp.Crypto.Sealing;

/// <summary>When a sealing key is replaced and when its private half is deleted. Pure: every method is given the time.</summary>
public sealed record SealingKeyPolicy
{
    /// <summary>The times of DESIGN and docs/protocol.md, section 8, for a relay that keeps messages for 30 days.</summary>
    public static SealingKeyPolicy Default { get; } = new();

    /// <summary>How long senders may seal to a key. 60 days.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(60);

    /// <summary>The age at which a client that comes online replaces its key. 7 days.</summary>
    public TimeSpan ReplaceAfter { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long the relay goes on taking envelopes for a superseded key. 24 hours.</summary>
    public TimeSpan SupersededGrace { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long the relay keeps a message that nobody fetches, as it says in HELLO. 30 days.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Whether the newest key should be replaced: older than <see cref="ReplaceAfter"/>, or made by a clock that ran ahead.
    /// </summary>
    /// <param name="newest">The key with the highest number.</param>
    /// <param name="now">The time.</param>
    public bool NeedsReplacement(SealingKey newest, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(newest);
        return now - newest.CreatedAt > ReplaceAfter || newest.CreatedAt - now > SupersededGrace;
    }

    /// <summary>
    /// Whether a private key can go: its first successor was acknowledged by the relay for <see cref="SupersededGrace"/> plus
    /// <see cref="Retention"/>, and since that moment the mailbox has been seen empty. Never by the age of the key itself.
    /// </summary>
    /// <param name="successorAcknowledgedAt">When the relay acknowledged the first higher-numbered key, if it has.</param>
    /// <param name="drainedAt">When the mailbox was last seen empty, if ever.</param>
    /// <param name="now">The time.</param>
    public bool IsDeletable(DateTimeOffset? successorAcknowledgedAt, DateTimeOffset? drainedAt, DateTimeOffset now)
    {
        if (successorAcknowledgedAt is not { } acknowledgedAt)
        {
            return false;
        }

        var lastMailExpired = acknowledgedAt + SupersededGrace + Retention;
        return now >= lastMailExpired && drainedAt >= lastMailExpired;
    }
}
