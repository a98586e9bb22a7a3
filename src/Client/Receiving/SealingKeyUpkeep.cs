using Sdtp.Client.Connection;
using Sdtp.Crypto;
using Sdtp.Crypto.Keystores;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol;
using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Messages;

namespace Sdtp.Client.Receiving;

/// <summary>
/// Replaces the sealing key when it is old and deletes private keys that no mail can need. Runs when the receive lease is taken, because
/// only the session that receives may publish: a key published by a machine that does not receive would lock out the one that does.
/// </summary>
internal sealed class SealingKeyUpkeep(Profile profile, MessengerOptions options, MessengerEvents events)
{
    /// <summary>Noting an empty mailbox rewrites the keystore, and deletion is a matter of weeks.</summary>
    private static readonly TimeSpan DrainedNoteEvery = TimeSpan.FromHours(1);

    /// <summary>No relay keeps mail for longer, whatever it says: a private key must go some day.</summary>
    private static readonly TimeSpan KeptAtMost = TimeSpan.FromDays(3_650);

    private KeystoreFile File => profile.KeystoreFile;

    private SealingKeyRing Ring => profile.Keystore.SealingKeys;

    internal async Task PublishIfDueAsync(RelaySession session, CancellationToken cancellationToken)
    {
        try
        {
            await PublishAsync(session, cancellationToken).ConfigureAwait(false);
        }
        catch (SealingKeyRingFullException e)
        {
            events.Warn(WarningKind.SealingKeyNotReplaced, e.Message);
        }
        catch (UntrustedReplyException e)
        {
            events.Warn(WarningKind.SealingKeyNotReplaced, e.Message);
        }
        catch (RelayException e) when (e.Code is not (ErrorCode.ReceiverReplaced or ErrorCode.LeaseRequired))
        {
            events.Warn(WarningKind.SealingKeyNotReplaced, $"The relay did not take the new sealing key: {e.Message}");
        }
    }

    /// <summary>Notes that everything that waited is safe here, and deletes the keys that this makes deletable.</summary>
    internal void NoteDrained(RelaySession session)
    {
        var now = options.Clock.GetUtcNow();
        if (Ring.Keys.Count < 2 || now - Ring.DrainedAt < DrainedNoteEvery)
        {
            return;
        }

        Ring.MarkDrained(now);
        var deleted = Ring.RemoveDeletable(PolicyOf(session), now);
        File.Save();

        // Only now: a record may go when its key is gone from the disk, and not a moment before.
        profile.Store.Inbox.ForgetSealedTo(deleted);
    }

    private async Task PublishAsync(RelaySession session, CancellationToken cancellationToken)
    {
        var now = options.Clock.GetUtcNow();
        var isDue = Ring.NeedsNewKey(PolicyOf(session), now);
        if (!isDue && Ring.Newest is { AcknowledgedAt: not null } current && current.Key.Number == session.SealingKeyNumber)
        {
            return;
        }

        var published = await PublishedAsync(session, cancellationToken).ConfigureAwait(false);
        if (isDue || IsAbove(published))
        {
            Ring.AddNew(PolicyOf(session), now, published.Number);
        }

        var newest = Ring.Newest!;
        if (newest.Key.Number != published.Number)
        {
            // On disk before anybody can seal to it; also where an earlier attempt to save this very key failed.
            File.Save();
            var request = new PublishKeyRequest(newest.Key.Publish(profile.Keystore.Identity).ToArray());
            var reply = await session.Connection
                .RequestAsync<PublishKeyRequest, PublishKeyReply>(request, cancellationToken)
                .ConfigureAwait(false);
            session.SealingKeyNumber = reply.Number;
        }
        else
        {
            session.SealingKeyNumber = published.Number;
        }

        if (session.SealingKeyNumber == newest.Key.Number)
        {
            Ring.MarkAcknowledged(newest.Key.Number, options.Clock.GetUtcNow());
            File.Save();
        }
    }

    /// <summary>
    /// The record that the relay hands out for us. The number in its answer to a login is only its word; this is signed by our own key,
    /// here or on another machine with the same identity.
    /// </summary>
    /// <exception cref="UntrustedReplyException">It hands out something else.</exception>
    private async Task<SealingKeyRecord> PublishedAsync(RelaySession session, CancellationToken cancellationToken)
    {
        var reply = await session.Connection
            .RequestAsync<LookupRequest, LookupReply>(LookupRequest.For(profile.UserId), cancellationToken)
            .ConfigureAwait(false);
        return reply.PublicKey.Equals(profile.PublicKey) && reply.SealingKey.IsLawful && reply.SealingKey.IsSignedBy(profile.PublicKey)
            ? reply.SealingKey
            : throw new UntrustedReplyException("The relay hands out a sealing key for this identity that this identity did not sign.");
    }

    /// <summary>Whether the relay holds a key of another machine that ours must overtake: a higher number, or our number for it.</summary>
    private bool IsAbove(SealingKeyRecord published) =>
        published.Number > Ring.Newest!.Key.Number
        || (published.Number == Ring.Newest.Key.Number && !published.PublicKey.Equals(Ring.Newest.Key.PublicKey));

    private SealingKeyPolicy PolicyOf(RelaySession session)
    {
        var policy = SealingKeyPolicy.Default with { ReplaceAfter = options.SealingKeyAgeMax };
        return policy with
        {
            Retention = Longer(session, RelayLimit.RetentionSeconds, policy.Retention),
            SupersededGrace = Longer(session, RelayLimit.SupersededKeySeconds, policy.SupersededGrace),
        };
    }

    /// <summary>The relay's time where it is longer than ours: a key deleted too early loses mail, one kept too long only waits.</summary>
    private static TimeSpan Longer(RelaySession session, RelayLimit limit, TimeSpan ours) =>
        session.Connection.Hello.Limits.TryGetValue(limit, out var seconds) && seconds > ours.TotalSeconds
            ? TimeSpan.FromSeconds(Math.Min(seconds, KeptAtMost.TotalSeconds))
            : ours;
}
