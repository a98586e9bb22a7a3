using System.CommandLine;
using System.Globalization;
using Sdtp.Admin.Configuration;
using Sdtp.Admin.Stores;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Inspection;

namespace Sdtp.Admin.Explain;

/// <summary><c>sdtp-admin explain</c>: what becomes of one user's messages. Never a message.</summary>
internal static class ExplainVerb
{
    internal static Command Create(TextWriter output, TimeProvider clock)
    {
        var who = new Argument<string>("user") { Description = "A username, or a userID of 64 hex digits.", HelpName = "USERNAME|USERID" };
        return RelayVerb.Create(
            "explain",
            "What the relay knows of one user: mailbox, oldest message, last delivery, and in a cluster where they are active.",
            who,
            async (options, text, isJson, cancellationToken) =>
            {
                var found = await RelayStores.ReadAsync(options, store => FindAsync(store, text!, cancellationToken));
                var place = await ClusterLocator.FindAsync(options, found.UserId, cancellationToken);
                if (isJson)
                {
                    Output.WriteJson(output, Report(found, place));
                }
                else
                {
                    Write(output, found, place, clock.GetUtcNow());
                }
            });
    }

    private static async Task<Found> FindAsync(IRelayStore store, string text, CancellationToken cancellationToken)
    {
        var userId = UserId.TryParse(text, out var parsed) ? parsed
            : !Username.TryParse(text, out var username) ? throw new AdminException($"{text} is no username and no userID.")
            : await store.FindHolderAsync(username, cancellationToken)
                ?? throw new AdminException($"Nobody is registered as {text} here.");
        var user = await store.FindUserAsync(userId, cancellationToken);
        var mailbox = await store.ExplainAsync(userId, cancellationToken);
        return user is null && mailbox is null
            ? throw new AdminException($"The relay does not know the userID {userId}.")
            : new Found(userId, user ?? new StoredUser(), mailbox);
    }

    private static object Report(Found found, Whereabouts place) => new
    {
        UserId = found.UserId.ToString(),
        Username = found.User.Username is { Length: > 0 } name ? name : null,
        found.User.Stage,
        Depth = found.Mailbox?.Depth ?? 0,
        AcknowledgedThrough = found.Mailbox?.AcknowledgedThrough ?? 0,
        found.Mailbox?.OldestAt,
        found.Mailbox?.NewestAt,
        Activation = place,
    };

    private static void Write(TextWriter output, Found found, Whereabouts place, DateTimeOffset now)
    {
        Output.WriteLine(output, "userID", found.UserId.ToString());
        Output.WriteLine(output, "username", found.User switch
        {
            { Stage: StoredStage.Active } => found.User.Username,
            { Stage: StoredStage.Pending } => $"{found.User.Username} (wanted: the registration is not complete)",
            _ => "none: the registration did not begin, or was refused",
        });
        if (found.Mailbox is { } mailbox)
        {
            Output.WriteLine(output, "mailbox", $"{Output.Number(mailbox.Depth)} waiting");
            Output.WriteLine(output, "oldest", mailbox.OldestAt is { } oldest ? Output.Time(oldest, now) : "none");
            Output.WriteLine(output, "last stored", mailbox.NewestAt is { } newest ? Output.Time(newest, now) : "none is on disk");
            Output.WriteLine(output, "last delivery", mailbox.AcknowledgedThrough > 0
                ? string.Create(CultureInfo.InvariantCulture, $"everything through #{mailbox.AcknowledgedThrough}")
                : "none yet");
        }
        else
        {
            Output.WriteLine(output, "mailbox", "never opened: nothing was sent to them and they never received");
        }

        Output.WriteLine(output, "active", place switch
        {
            { State: ActivationState.Active } => $"on silo {place.Silo}",
            { State: ActivationState.Inactive } => "nowhere: the next call wakes them",
            _ => $"unknown: {place.Reason}",
        });
    }

    /// <summary>What the store has of one user.</summary>
    private sealed record Found(UserId UserId, StoredUser User, MailboxExplanation? Mailbox);
}
