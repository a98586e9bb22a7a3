using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Messages;

namespace Sdtp.Client.Trust;

/// <summary>
/// A LOOKUP reply whose sums are right: the key hashes to the userID, and it signed the sealing key, which has not expired. Whether the
/// name is the right one for the key is for the pins to say.
/// </summary>
internal sealed record VerifiedContact(Username Name, UserId UserId, P256PublicKey PublicKey, SealingKeyRecord SealingKey)
{
    internal static VerifiedContact Of(LookupReply reply, Username asked, bool isExpired)
    {
        if (reply.Username != asked)
        {
            throw new UntrustedReplyException($"The relay was asked for '{asked}' and answered with '{reply.Username}'. Nothing was sent.");
        }

        if (!reply.SealingKey.IsLawful || !reply.SealingKey.IsSignedBy(reply.PublicKey))
        {
            throw new UntrustedReplyException(
                $"The sealing key that the relay gives for '{asked}' is not signed by their key, or not lawful. Nothing was sent.");
        }

        if (isExpired)
        {
            throw new UntrustedReplyException(
                $"The sealing key of '{asked}' has expired: they have not been online for a long time, or this computer's clock is wrong. "
                + "Nothing was sent.");
        }

        return new VerifiedContact(reply.Username, UserId.Of(reply.PublicKey), reply.PublicKey, reply.SealingKey);
    }
}
