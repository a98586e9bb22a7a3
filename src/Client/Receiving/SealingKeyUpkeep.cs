using Sdtp.Client.Connection;
using Sdtp.Crypto;
using Sdtp.Crypto.Keystores;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol;
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
        if (Ring.NeedsNewKey(PolicyOf(session), now) || Ring.Newest!.Key.Number < session.SealingKeyNumber)
        {
            Ring.AddNew(PolicyOf(session), now, session.SealingKeyNumber);
        }

        var newest = Ring.Newest!;
        if (newest.AcknowledgedAt is not null && newest.Key.Number == session.SealingKeyNumber)
        {
            return;
        }

        if (newest.Key.Number != session.SealingKeyNumber)
        {
            // On disk before anybody can seal to it; also where an earlier attempt to save this very key failed.
            File.Save();
            var request = new PublishKeyRequest(newest.Key.Publish(profile.Keystore.Identity).ToArray());
            var reply = await session.Connection
                .RequestAsync<PublishKeyRequest, PublishKeyReply>(request, cancellationToken)
                .ConfigureAwait(false);
            session.SealingKeyNumber = reply.Number;
        }

        if (session.SealingKeyNumber == newest.Key.Number)
        {
            Ring.MarkAcknowledged(newest.Key.Number, options.Clock.GetUtcNow());
            File.Save();
        }
    }

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
        session.Connection.Hello.Limits.TryGetValue(limit, out var seconds) && seconds < TimeSpan.MaxValue.TotalSeconds / 2
        && TimeSpan.FromSeconds(seconds) > ours
            ? TimeSpan.FromSeconds(seconds)
            : ours;
}
