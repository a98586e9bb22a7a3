using Sdtp.Protocol.Messages;

namespace Sdtp.Load.Workload;

/// <summary>
/// Knows what was acknowledged to each sender and checks what each mailbox gives back: every message once, each sender's in order,
/// sequences without a gap.
/// </summary>
internal sealed class Checker(int senders, int mailboxes)
{
    private readonly ulong[] _sent = new ulong[senders * mailboxes];
    private readonly ulong[] _received = new ulong[senders * mailboxes];
    private readonly ulong[] _sequence = new ulong[mailboxes];

    /// <summary>The number of the next message of a sender to a mailbox. Each sender belongs to one thread at a time.</summary>
    internal ulong NextCounter(int sender, int mailbox) => _sent[(sender * mailboxes) + mailbox]++;

    /// <summary>Checks the next message that a mailbox gave. Each mailbox belongs to one thread at a time.</summary>
    internal void Receive(int mailbox, in StoredMessage message)
    {
        var expectedSequence = ++_sequence[mailbox];
        if (message.Sequence != expectedSequence)
        {
            throw new CheckFailedException($"Mailbox {mailbox} gave sequence {message.Sequence} where {expectedSequence} was due.");
        }

        var (sender, counter) = LoadEnvelope.ReadMark(message.Envelope.Span);
        if ((uint)sender >= (uint)senders)
        {
            throw new CheckFailedException($"Mailbox {mailbox} gave a message of a sender {sender} that does not exist.");
        }

        ref var expected = ref _received[(sender * mailboxes) + mailbox];
        if (counter != expected)
        {
            throw new CheckFailedException($"Mailbox {mailbox} gave message {counter} of sender {sender} where {expected} was due.");
        }

        expected++;
    }

    /// <summary>Whether a mailbox has given back everything that was sent to it.</summary>
    internal void RequireComplete(int mailbox)
    {
        for (var sender = 0; sender < senders; sender++)
        {
            var sent = _sent[(sender * mailboxes) + mailbox];
            var received = _received[(sender * mailboxes) + mailbox];
            if (sent != received)
            {
                throw new CheckFailedException($"Mailbox {mailbox} gave {received} of {sent} messages of sender {sender}.");
            }
        }
    }
}

/// <summary>The relay broke a promise.</summary>
internal sealed class CheckFailedException(string message) : Exception(message);
