using Sdtp.Client.Store;
using Sdtp.Client.Trust;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Identifiers;
using Contents = Sdtp.Crypto.Contents;

namespace Sdtp.Client.Receiving;

/// <summary>
/// Hands committed messages to the person, each once: a message is marked before it is given, so no crash can show it twice.
/// </summary>
internal sealed class Showcase(InboxStore inbox, ContactBook contacts)
{
    /// <summary>The oldest messages that nobody has been shown, without marking them.</summary>
    internal async Task<IReadOnlyList<(long Id, ReceivedMessage Message)>> WaitingAsync(int max, CancellationToken cancellationToken)
    {
        var waiting = new List<(long, ReceivedMessage)>();
        foreach (var (id, record) in inbox.Unshown(max))
        {
            waiting.Add((id, await DescribeAsync(record, cancellationToken).ConfigureAwait(false)));
        }

        return waiting;
    }

    internal void MarkShown(params IEnumerable<long> ids) => inbox.MarkShown(ids);

    private static MessageContent ContentOf(InboxRecord record)
    {
        if (record.Rejection is { } reason)
        {
            return new RejectedContent((RejectionReason)reason);
        }

        return Contents.MessageContent.Decode((ContentType)record.ContentType, record.Content) is Contents.TextContent text
            ? new TextContent(text.Text)
            : new UnsupportedContent(record.ContentType);
    }

    private async Task<ReceivedMessage> DescribeAsync(InboxRecord record, CancellationToken cancellationToken) => new(
        record.Sequence,
        record.MessageId is { } id ? new MessageId(Convert.FromHexString(id)) : null,
        await contacts.SenderAsync(UserId.Parse(record.Sender), cancellationToken).ConfigureAwait(false),
        record.SentAtMs is { } sentAt ? DateTimeOffset.FromUnixTimeMilliseconds(sentAt) : null,
        DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min(record.StoredAtMs, (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())),
        ContentOf(record));
}
