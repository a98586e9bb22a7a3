using System.Diagnostics.CodeAnalysis;
using Sdtp.Grains.Abstractions;
using Sdtp.Protocol;
using Sdtp.Protocol.Keys;

namespace Sdtp.Grains.Profiles;

/// <summary>
/// Whether a sealing key record may be handed out: signed by the identity key, and valid for a time that the protocol allows.
/// </summary>
internal static class SealingKeyCheck
{
    /// <summary>Longest time for which a sealing key may be valid.</summary>
    public static readonly TimeSpan LifetimeMax = ProtocolLimits.SealingKeyLifetimeMax;

    /// <summary>How far a client's clock may be ahead.</summary>
    public static readonly TimeSpan ClockSkewMax = ProtocolLimits.SealingKeySkewMax;

    /// <summary>Null when the record is acceptable.</summary>
    public static Refusal? Verify(ReadOnlySpan<byte> bytes, P256PublicKey identity, DateTimeOffset now, out SealingKeyRecord? record)
    {
        if (!SealingKeyRecord.TryRead(bytes, out record))
        {
            return Refusals.BadSealingKey("The sealing key record is not 149 bytes with a point on P-256.");
        }

        var problem = FindProblem(record, identity, (ulong)now.ToUnixTimeMilliseconds());
        return problem is null ? null : Refusals.BadSealingKey(problem);
    }

    [SuppressMessage("Globalization", "CA1305", Justification = "Whole numbers only.")]
    private static string? FindProblem(SealingKeyRecord record, P256PublicKey identity, ulong nowMs)
    {
        var lifetimeMs = (ulong)LifetimeMax.TotalMilliseconds;
        var skewMs = (ulong)ClockSkewMax.TotalMilliseconds;
        return record switch
        {
            { Number: 0 } => "A sealing key's number is at least 1.",
            _ when record.CreatedAtMs > nowMs + skewMs => "The sealing key's creation lies in the future. Set the clock.",
            _ when record.ExpiresAtMs <= record.CreatedAtMs => "The sealing key expires before it is created.",
            _ when record.ExpiresAtMs - record.CreatedAtMs > lifetimeMs =>
                $"A sealing key is valid for at most {LifetimeMax.TotalDays} days.",
            _ when record.ExpiresAtMs <= nowMs => "The sealing key has expired. Make a new one, or set the clock.",
            _ when !record.IsSignedBy(identity) => "The sealing key record is not signed by the identity key.",
            _ => null,
        };
    }
}
