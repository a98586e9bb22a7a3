using Sdtp.Grains.Abstractions;
using Sdtp.Grains.Abstractions.Users;
using Sdtp.Protocol.Keys;

namespace Sdtp.Grains.Profiles;

/// <summary>An active user's sealing keys: what LOOKUP hands out, which numbers SEND accepts, what PUBLISH-KEY may follow with.</summary>
internal sealed class SealingKeys
{
    private readonly UserState _user;
    private readonly MailboxOptions _options;
    private readonly P256PublicKey _identity;

    public SealingKeys(UserState user, MailboxOptions options)
    {
        if (user.Stage != UserStage.Active
            || !P256PublicKey.TryCreate(user.PublicKey, out var identity)
            || !SealingKeyRecord.TryRead(user.SealingKey, out var current))
        {
            throw new InvalidDataException("An active user is stored with an identity key and a sealing key record; this one is not.");
        }

        _user = user;
        _options = options;
        _identity = identity;
        Number = current.Number;
        Profile = new UserProfile(user.PublicKey, user.Username, user.SealingKey, current.Number);
    }

    /// <summary>The current key's number.</summary>
    public uint Number { get; }

    /// <summary>What LOOKUP answers.</summary>
    public UserProfile Profile { get; }

    /// <summary>
    /// Whether an envelope sealed to this number may be stored: the current one, or one superseded less than the grace ago.
    /// </summary>
    public bool Accepts(uint number, DateTimeOffset now) => number == Number || (number < Number && IsInGrace(number, now));

    /// <summary>Judges a record that is to follow the current one. A record that is current already needs no new state.</summary>
    /// <param name="record">The record's bytes.</param>
    /// <param name="now">The time of publication.</param>
    /// <param name="next">The state to store, or null when nothing changes.</param>
    /// <returns>Null when the record is acceptable.</returns>
    public Refusal? Publish(ReadOnlySpan<byte> record, DateTimeOffset now, out UserState? next)
    {
        next = null;
        if (record.SequenceEqual(_user.SealingKey))
        {
            return null;
        }

        if (SealingKeyCheck.Verify(record, _identity, now, out var verified) is { } refusal)
        {
            return refusal;
        }

        if (verified!.Number <= Number)
        {
            return Refusals.BadSealingKey($"The current sealing key has number {Number}; a new one needs a greater number.");
        }

        next = _user with { SealingKey = record.ToArray(), Superseded = SupersededAt(now) };
        return null;
    }

    private bool IsInGrace(uint number, DateTimeOffset now)
    {
        foreach (var key in _user.Superseded)
        {
            if (key.Number == number)
            {
                return now < DateTimeOffset.FromUnixTimeMilliseconds(key.SupersededAtMs) + _options.SupersededKeyGrace;
            }
        }

        return false;
    }

    private SupersededKey[] SupersededAt(DateTimeOffset now)
    {
        var kept = new List<SupersededKey>();
        foreach (var key in _user.Superseded)
        {
            if (IsInGrace(key.Number, now))
            {
                kept.Add(key);
            }
        }

        kept.Add(new SupersededKey(Number, now.ToUnixTimeMilliseconds()));
        return [.. kept.TakeLast(_options.SupersededKeysMax)];
    }
}
