using System.IO.Hashing;
using System.Security.Cryptography;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Grains.Mailboxes;

/// <summary>
/// Which (sender, message id) got which sequence lately (R3), in 28 bytes each: at 134,000 messages a second and a window of two minutes
/// the relay holds 16 million of them. Sequences have no gaps, so a ring indexed by sequence needs neither keys nor a queue: a slot holds
/// a keyed 128-bit fingerprint, the second it was stored in, and the next slot of its hash chain. A hit is confirmed by the stored row,
/// never by the fingerprint alone.
/// </summary>
internal sealed class RetryWindow
{
    private const int CapacityMin = 16;
    private const int EvictionsPerCallMax = 1_024;

    private readonly long _hashSeed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
    private readonly long _windowSeconds;
    private readonly int _entriesMax;
    private Slot[] _slots = new Slot[CapacityMin];
    private int[] _heads = new int[CapacityMin];
    private ulong _low;
    private ulong _high;

    public RetryWindow(TimeSpan window, int entriesMax, ulong next)
    {
        _windowSeconds = (long)Math.Ceiling(window.TotalSeconds);
        _entriesMax = entriesMax;
        _low = next;
        _high = next;
    }

    /// <summary>Lowest sequence that is still recognised; the next sequence when none is. Rows from here on must not be swept.</summary>
    public ulong Low => _low;

    public int Count => (int)(_high - _low);

    /// <summary>Whether one more can be recognised.</summary>
    public bool HasRoom(DateTimeOffset now)
    {
        if (Count >= _entriesMax)
        {
            Evict(now);
        }

        return Count < _entriesMax;
    }

    public UInt128 Fingerprint(UserId sender, MessageId messageId)
    {
        Span<byte> pair = stackalloc byte[UserId.Length + MessageId.Length];
        sender.CopyTo(pair);
        messageId.CopyTo(pair[UserId.Length..]);
        return XxHash128.HashToUInt128(pair, _hashSeed);
    }

    /// <summary>The sequence that was given to this pair within the window, or null.</summary>
    public ulong? Find(UInt128 fingerprint, DateTimeOffset now)
    {
        for (var link = _heads[HeadOf(fingerprint)]; link != 0; link = _slots[link - 1].Link)
        {
            ref var slot = ref _slots[link - 1];
            if (slot.Fingerprint == fingerprint)
            {
                // Chains run from the newest to the oldest: an older slot of the same pair has expired too.
                return IsExpired(slot, now) ? null : SequenceAt(link - 1);
            }
        }

        return null;
    }

    /// <summary>Remembers the next sequence.</summary>
    public void Add(ulong sequence, UInt128 fingerprint, DateTimeOffset storedAt)
    {
        if (sequence != _high)
        {
            if (Count != 0)
            {
                throw new InvalidOperationException($"The retry window expected sequence {_high} and got {sequence}.");
            }

            _low = sequence;
            _high = sequence;
        }

        if (Count == _slots.Length)
        {
            Resize(_slots.Length * 2);
        }

        _high++;
        Link(IndexOf(sequence), fingerprint, (uint)storedAt.ToUnixTimeSeconds());
    }

    /// <summary>Forgets what has left the window, a bounded number at a time: a burst must not become a pause two minutes later.</summary>
    public void Evict(DateTimeOffset now) => Evict(now, EvictionsPerCallMax);

    /// <summary>Forgets everything that has left the window, and the memory that it took.</summary>
    public void EvictAll(DateTimeOffset now)
    {
        Evict(now, int.MaxValue);
        var wanted = _slots.Length;
        while (wanted > CapacityMin && Count <= wanted / 8)
        {
            wanted /= 2;
        }

        if (wanted != _slots.Length)
        {
            Resize(wanted);
        }
    }

    private void Evict(DateTimeOffset now, int entriesMax)
    {
        for (var evicted = 0; evicted < entriesMax && _low < _high && IsExpired(_slots[IndexOf(_low)], now); evicted++)
        {
            Unlink(IndexOf(_low));
            _low++;
        }
    }

    // Stored within second s means at most s + 1: the entry stays until the window has passed since the end of its second.
    private bool IsExpired(in Slot slot, DateTimeOffset now) => now.ToUnixTimeSeconds() - slot.StoredSecond > _windowSeconds;

    private int IndexOf(ulong sequence) => (int)(sequence & (ulong)(_slots.Length - 1));

    private int HeadOf(UInt128 fingerprint) => (int)((ulong)fingerprint & (ulong)(_heads.Length - 1));

    private ulong SequenceAt(int index) => _low + (ulong)((index - IndexOf(_low)) & (_slots.Length - 1));

    private void Link(int index, UInt128 fingerprint, uint storedSecond)
    {
        ref var head = ref _heads[HeadOf(fingerprint)];
        _slots[index] = new Slot(fingerprint, storedSecond, head);
        head = index + 1;
    }

    private void Unlink(int index)
    {
        ref var link = ref _heads[HeadOf(_slots[index].Fingerprint)];
        while (link != index + 1)
        {
            link = ref _slots[link - 1].Link;
        }

        link = _slots[index].Link;
    }

    private void Resize(int capacity)
    {
        var old = _slots;
        _slots = new Slot[capacity];
        _heads = new int[capacity];
        for (var sequence = _low; sequence < _high; sequence++)
        {
            ref var slot = ref old[(int)(sequence & (ulong)(old.Length - 1))];
            Link(IndexOf(sequence), slot.Fingerprint, slot.StoredSecond);
        }
    }

    // Two halves, not a UInt128: its alignment would pad the slot from 24 bytes to 32.
    private struct Slot(UInt128 fingerprint, uint storedSecond, int link)
    {
        private readonly ulong _upper = (ulong)(fingerprint >> 64);
        private readonly ulong _lower = (ulong)fingerprint;
        public readonly uint StoredSecond = storedSecond;
        public int Link = link;

        public readonly UInt128 Fingerprint => new(_upper, _lower);
    }
}
