using System.Collections.Concurrent;
using Sdtp.Client.Connection;
using Sdtp.Crypto.Identities;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Messages;

namespace Sdtp.Client.Trust;

/// <summary>Asks the relay about people and answers only with what stands up to the sums and the pins.</summary>
internal sealed class ContactBook(PinBook pins, RelayLink link, P256PublicKey self, TimeProvider clock)
{
    private const int CachedMax = 1_024;
    private static readonly TimeSpan CachedFor = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Username, Known> _trusted = new();
    private readonly ConcurrentDictionary<UserId, Username> _claimedNames = new();

    internal async Task<Contact> LookupAsync(Username username, CancellationToken cancellationToken)
    {
        var (seen, verdict) = await AskAsync(username, cancellationToken).ConfigureAwait(false);
        return Describe(seen, verdict);
    }

    /// <summary>The contact to seal to: pinned, and asked for not long ago.</summary>
    /// <param name="username">The name.</param>
    /// <param name="fresh">Ask the relay even where an answer is at hand: the last one turned out stale.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="KeyChangedException">The name's key has changed.</exception>
    internal async ValueTask<VerifiedContact> ForSendingAsync(Username username, bool fresh, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!fresh && !pins.IsBlocked(username) && _trusted.TryGetValue(username, out var known)
            && now - known.At < CachedFor && now < known.SealableUntil)
        {
            return known.Contact;
        }

        var (seen, verdict) = await AskAsync(username, cancellationToken).ConfigureAwait(false);
        return verdict.Trust == ContactTrust.KeyChanged
            ? throw new KeyChangedException(username, verdict.PinnedUserId, seen.UserId)
            : seen;
    }

    internal async Task<Contact> AcceptKeyChangeAsync(Username username, UserId presented, CancellationToken cancellationToken)
    {
        _trusted.TryRemove(username, out _);
        if (!pins.TryAccept(username, presented))
        {
            throw new InvalidOperationException(
                $"No change of '{username}' to {presented.ToShortString()} waits to be accepted. Look the name up again and compare.");
        }

        return await LookupAsync(username, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Who an identity is: by the pins, else by the relay's claim, else nameless. Never fails for want of an answer.</summary>
    internal async Task<Sender> SenderAsync(UserId userId, CancellationToken cancellationToken)
    {
        if (pins.NameOf(userId) is { } pinned)
        {
            return new Sender(userId, pinned, SenderTrust.Pinned);
        }

        if (await ClaimedNameAsync(userId, cancellationToken).ConfigureAwait(false) is not { } claimed)
        {
            return new Sender(userId, null, SenderTrust.Nameless);
        }

        return new Sender(userId, claimed, pins.IsTaken(claimed, userId) ? SenderTrust.NameConflict : SenderTrust.Unverified);
    }

    private async Task<(VerifiedContact Seen, PinVerdict Verdict)> AskAsync(Username username, CancellationToken cancellationToken)
    {
        var session = await link.ReadyAsync(cancellationToken).ConfigureAwait(false);
        var reply = await session.Connection
            .RequestAsync<LookupRequest, LookupReply>(LookupRequest.For(username), cancellationToken)
            .ConfigureAwait(false);
        var now = clock.GetUtcNow();
        var sealableUntil = session.EndOf(reply.SealingKey);
        var seen = VerifiedContact.Of(reply, username, isExpired: now >= sealableUntil);
        var verdict = pins.Check(seen);
        _trusted.TryRemove(username, out _);
        if (verdict.Trust != ContactTrust.KeyChanged)
        {
            MakeRoom(_trusted);
            _trusted[username] = new Known(seen, now, sealableUntil);
        }

        return (seen, verdict);
    }

    private async Task<Username?> ClaimedNameAsync(UserId userId, CancellationToken cancellationToken)
    {
        if (_claimedNames.TryGetValue(userId, out var known))
        {
            return known;
        }

        try
        {
            var session = await link.ReadyAsync(cancellationToken).ConfigureAwait(false);
            var reply = await session.Connection
                .RequestAsync<LookupRequest, LookupReply>(LookupRequest.For(userId), cancellationToken)
                .ConfigureAwait(false);
            if (UserId.Of(reply.PublicKey) != userId)
            {
                return null;
            }

            MakeRoom(_claimedNames);
            _claimedNames[userId] = reply.Username;
            return reply.Username;
        }
        catch (Exception e) when (e is RelayException or ConnectionLostException)
        {
            // The name is an ornament here: the message itself is proven and must not wait for it.
            return null;
        }
    }

    private static void MakeRoom<TKey, TValue>(ConcurrentDictionary<TKey, TValue> cache)
        where TKey : notnull
    {
        if (cache.Count >= CachedMax)
        {
            cache.Clear();
        }
    }

    /// <summary>An answer that stood up to the checks; times by this machine's clock.</summary>
    private sealed record Known(VerifiedContact Contact, DateTimeOffset At, DateTimeOffset SealableUntil);

    private Contact Describe(VerifiedContact seen, PinVerdict verdict) => new(
        seen.Name, seen.UserId, seen.PublicKey, SafetyNumber.Of(self, seen.PublicKey).ToString(), verdict.Trust, verdict.PinnedUserId);
}
