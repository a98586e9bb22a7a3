using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Protocol.Messages;

namespace Sdtp.Gateway.Receiving;

/// <summary>Turns what the grain read into what the wire carries.</summary>
internal static class Pages
{
    internal static MessagePage ToPage(this ReadResult result)
    {
        var messages = new StoredMessage[result.Messages.Count];
        for (var i = 0; i < messages.Length; i++)
        {
            var message = result.Messages[i];
            messages[i] = new StoredMessage(message.Sequence, message.Sender, message.StoredAtMs, message.Envelope);
        }

        return new MessagePage(result.First, result.Next, messages);
    }
}
