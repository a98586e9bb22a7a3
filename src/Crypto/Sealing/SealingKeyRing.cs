using Sdtp.Crypto.Primitives;

namespace Sdtp.Crypto.Sealing;

/// <summary>A private sealing key and how far its publication has come.</summary>
/// <param name="Key">The key pair.</param>
/// <param name="AcknowledgedAt">When the relay acknowledged it, or null while that is unknown: publish it again.</param>
public sealed record HeldSealingKey(SealingKey Key, DateTimeOffset? AcknowledgedAt);

/// <summary>
/// The private sealing keys of one identity, oldest first. A change is lost until the keystore is saved: save after <see cref="AddNew"/>
/// and before publishing, or mail may arrive for a key that nobody holds. Safe for use by several threads.
/// </summary>
public sealed class SealingKeyRing : ISealingKeyRing, IDisposable
{
    /// <summary>Most keys in a ring; with a new key a week, five years without draining the mailbox.</summary>
    public const int KeysMax = 256;

    private readonly Lock _gate = new();
    private readonly List<HeldSealingKey> _keys;
    private DateTimeOffset? _drainedAt;

    /// <summary>Makes an empty ring.</summary>
    public SealingKeyRing()
        : this([], drainedAt: null)
    {
    }

    internal SealingKeyRing(IEnumerable<HeldSealingKey> keys, DateTimeOffset? drainedAt)
    {
        _keys = [.. keys];
        _drainedAt = drainedAt;
        for (var i = 1; i < _keys.Count; i++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_keys[i].Key.Number, _keys[i - 1].Key.Number, nameof(keys));
        }
    }

    /// <summary>The keys held now, lowest number first.</summary>
    public IReadOnlyList<HeldSealingKey> Keys
    {
        get
        {
            lock (_gate)
            {
                return [.. _keys];
            }
        }
    }

    /// <summary>
    /// The key with the highest number, or null in an empty ring. Publish it when it has no <see cref="HeldSealingKey.AcknowledgedAt"/>.
    /// </summary>
    public HeldSealingKey? Newest
    {
        get
        {
            lock (_gate)
            {
                return _keys.Count == 0 ? null : _keys[^1];
            }
        }
    }

    /// <summary>When the mailbox was last seen empty, or null.</summary>
    public DateTimeOffset? DrainedAt
    {
        get
        {
            lock (_gate)
            {
                return _drainedAt;
            }
        }
    }

    /// <inheritdoc/>
    public SealingKey? Find(uint number)
    {
        lock (_gate)
        {
            return _keys.Find(held => held.Key.Number == number)?.Key;
        }
    }

    /// <summary>Whether a client that comes online now should add a key.</summary>
    /// <param name="policy">The times.</param>
    /// <param name="now">The time.</param>
    public bool NeedsNewKey(SealingKeyPolicy policy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return Newest is not { } newest || policy.NeedsReplacement(newest.Key, now);
    }

    /// <summary>Makes a key with the next number. Save the keystore, then publish it.</summary>
    /// <param name="policy">The times.</param>
    /// <param name="now">The time.</param>
    /// <param name="relayNumber">The highest number that the relay is known to hold: higher than ours after an old bundle was
    /// imported.</param>
    /// <exception cref="SealingKeyRingFullException"><see cref="KeysMax"/> keys are held.</exception>
    public SealingKey AddNew(SealingKeyPolicy policy, DateTimeOffset now, uint relayNumber = 0)
    {
        ArgumentNullException.ThrowIfNull(policy);
        lock (_gate)
        {
            if (_keys.Count >= KeysMax)
            {
                throw new SealingKeyRingFullException(KeysMax);
            }

            var highest = Math.Max(relayNumber, _keys.Count == 0 ? 0 : _keys[^1].Key.Number);
            var key = SealingKey.Generate(checked(highest + 1), now, policy.Lifetime);
            _keys.Add(new HeldSealingKey(key, AcknowledgedAt: null));
            return key;
        }
    }

    /// <summary>Notes that the relay acknowledged a key. The first acknowledgement counts; false when no such key is held.</summary>
    /// <param name="number">The key's number.</param>
    /// <param name="now">The time.</param>
    public bool MarkAcknowledged(uint number, DateTimeOffset now)
    {
        lock (_gate)
        {
            var index = _keys.FindIndex(held => held.Key.Number == number);
            if (index < 0)
            {
                return false;
            }

            _keys[index] = _keys[index] with { AcknowledgedAt = _keys[index].AcknowledgedAt ?? UnixTime.Truncate(now) };
            return true;
        }
    }

    /// <summary>Notes that the mailbox was seen empty: everything that waited has been stored and acknowledged.</summary>
    /// <param name="now">The time.</param>
    public void MarkDrained(DateTimeOffset now)
    {
        lock (_gate)
        {
            _drainedAt = UnixTime.Truncate(now);
        }
    }

    /// <summary>Deletes the private keys that can go. Save the keystore afterwards when any did.</summary>
    /// <param name="policy">The times, with the retention that the relay tells.</param>
    /// <param name="now">The time.</param>
    /// <returns>The numbers of the deleted keys, lowest first; records of messages that they opened can go too.</returns>
    public IReadOnlyList<uint> RemoveDeletable(SealingKeyPolicy policy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(policy);
        lock (_gate)
        {
            List<HeldSealingKey> deletable =
                [.. _keys.Where((_, index) => policy.IsDeletable(FirstAcknowledgementAfter(index), _drainedAt, now))];
            foreach (var held in deletable)
            {
                _keys.Remove(held);
                held.Key.Dispose();
            }

            return [.. deletable.Select(held => held.Key.Number)];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var held in _keys)
            {
                held.Key.Dispose();
            }
        }
    }

    /// <summary>
    /// Everything that the keystore writes, taken at one moment, so that no key is deleted between listing and export. The caller zeroes
    /// the scalars.
    /// </summary>
    internal IReadOnlyList<(HeldSealingKey Held, byte[] Scalar)> Export(out DateTimeOffset? drainedAt)
    {
        lock (_gate)
        {
            drainedAt = _drainedAt;
            return [.. _keys.Select(held => (held, held.Key.ExportScalar()))];
        }
    }

    private DateTimeOffset? FirstAcknowledgementAfter(int index) => _keys.Skip(index + 1).Min(held => held.AcknowledgedAt);
}
