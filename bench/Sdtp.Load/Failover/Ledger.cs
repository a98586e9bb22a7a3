using System.Globalization;
using Sdtp.Client;
using Sdtp.Load.Workload;

namespace Sdtp.Load.Failover;

/// <summary>
/// What one recipient's senders were told and what the recipient got. The client hides a message that the relay stored twice, but its
/// second place in the mailbox then shows as a gap: so sequences without a gap prove that the relay stored each message once.
/// </summary>
internal sealed class Ledger(string recipient, int senders)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, string> _acknowledged = [];
    private readonly List<(ulong Sequence, string Text)> _received = [];

    /// <summary>The text that says which message of which sender this is.</summary>
    internal static string TextOf(int sender, int counter) => string.Create(CultureInfo.InvariantCulture, $"{sender}/{counter}");

    internal int Acknowledged
    {
        get
        {
            lock (_lock)
            {
                return _acknowledged.Count;
            }
        }
    }

    internal int Received
    {
        get
        {
            lock (_lock)
            {
                return _received.Count;
            }
        }
    }

    internal void Acknowledge(int sender, int counter, ulong sequence)
    {
        lock (_lock)
        {
            if (!_acknowledged.TryAdd(sequence, TextOf(sender, counter)))
            {
                throw new CheckFailedException(
                    $"{recipient}: sequence {sequence} was given to {_acknowledged[sequence]} and to {TextOf(sender, counter)}.");
            }
        }
    }

    internal void Receive(ReceivedMessage message)
    {
        var text = (message.Content as TextContent)?.Text
            ?? throw new CheckFailedException($"{recipient}: message {message.Sequence} cannot be shown: {message.Content}.");
        lock (_lock)
        {
            _received.Add((message.Sequence, text));
        }
    }

    /// <summary>Every acknowledged message is there once, under the sequence its sender was told, each sender's in order.</summary>
    internal void Check()
    {
        lock (_lock)
        {
            var next = new int[senders];
            for (var i = 0; i < _received.Count; i++)
            {
                var (sequence, text) = _received[i];
                Require(sequence == (ulong)i + 1, $"sequence {sequence} came where {i + 1} was due");
                Require(
                    !_acknowledged.TryGetValue(sequence, out var told) || told == text, $"{sequence} is {text} and was told to be {told}");
                var parts = text.Split('/');
                var sender = int.Parse(parts[0], CultureInfo.InvariantCulture);
                Require(text == TextOf(sender, next[sender]), $"{text} came where message {next[sender]} of its sender was due");
                next[sender]++;
            }

            var missing = _acknowledged.Keys.Where(sequence => sequence > (ulong)_received.Count).Order().ToList();
            Require(missing.Count == 0, $"{missing.Count} acknowledged messages are missing, from sequence {missing.FirstOrDefault()}");
        }
    }

    private void Require(bool condition, string fault)
    {
        if (!condition)
        {
            throw new CheckFailedException($"{recipient}: {fault}.");
        }
    }
}
