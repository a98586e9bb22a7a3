using Sdtp.Protocol.Identifiers;

namespace Sdtp.Grains.Mailboxes;

/// <summary>What one sender has in a mailbox.</summary>
internal sealed class SenderShare
{
    public long Bytes { get; set; }

    public int Messages { get; set; }
}

/// <summary>
/// What every sender has in a mailbox, and all together. Rows trimmed but not yet counted out are still in it, so it errs on the full
/// side only. Bounded by the mailbox: whoever is in it holds at least one counted message.
/// </summary>
internal sealed class SenderShares
{
    private readonly Dictionary<UserId, SenderShare> _senders = [];

    public long Bytes { get; private set; }

    public int Messages { get; private set; }

    public int SenderCount => _senders.Count;

    public SenderShare? Find(UserId sender) => _senders.GetValueOrDefault(sender);

    public void Add(UserId sender, int bytes)
    {
        if (!_senders.TryGetValue(sender, out var share))
        {
            share = new SenderShare();
            _senders.Add(sender, share);
        }

        Add(share, bytes);
    }

    /// <summary>Counts a message of a sender found before, without looking for it again.</summary>
    public void Add(SenderShare share, int bytes)
    {
        share.Bytes += bytes;
        share.Messages++;
        Bytes += bytes;
        Messages++;
    }

    public void Remove(UserId sender, int bytes)
    {
        Bytes = Math.Max(0, Bytes - bytes);
        Messages = Math.Max(0, Messages - 1);
        if (!_senders.TryGetValue(sender, out var share))
        {
            // A checkpoint leaves small senders out, so their older rows are counted in total only.
            return;
        }

        share.Bytes = Math.Max(0, share.Bytes - bytes);
        share.Messages--;
        if (share.Messages <= 0)
        {
            _senders.Remove(sender);
        }
    }

    public void Clear()
    {
        _senders.Clear();
        Bytes = 0;
        Messages = 0;
    }

    /// <summary>Takes over what a checkpoint holds.</summary>
    public void Restore(CheckpointContent content)
    {
        Clear();
        Bytes = content.Bytes;
        Messages = content.Messages;
        foreach (var (sender, share) in content.Senders)
        {
            _senders[sender] = share;
        }
    }

    /// <summary>The senders above a floor, the greatest first, at most as many as asked for.</summary>
    public List<KeyValuePair<UserId, SenderShare>> Greatest(long bytesFloor, int messagesFloor, int sendersMax)
    {
        var greatest = new List<KeyValuePair<UserId, SenderShare>>();
        foreach (var entry in _senders)
        {
            if (entry.Value.Bytes > bytesFloor || entry.Value.Messages > messagesFloor)
            {
                greatest.Add(entry);
            }
        }

        if (greatest.Count > sendersMax)
        {
            greatest.Sort((left, right) => Weight(right.Value).CompareTo(Weight(left.Value)));
            greatest.RemoveRange(sendersMax, greatest.Count - sendersMax);
        }

        return greatest;

        double Weight(SenderShare share) =>
            Math.Max(share.Bytes / (double)Math.Max(1, bytesFloor), share.Messages / (double)Math.Max(1, messagesFloor));
    }
}
