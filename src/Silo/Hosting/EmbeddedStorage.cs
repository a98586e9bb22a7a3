using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sdtp.Clustering.Identity;
using Sdtp.Grains;
using Sdtp.Protocol.Messages;
using Sdtp.Storage.Sqlite;

namespace Sdtp.Silo.Hosting;

/// <summary>The SQLite file in the data folder, and what the relay says of itself from it and from the mailboxes' limits.</summary>
internal static class EmbeddedStorage
{
    internal static void Add(IServiceCollection services, string folder)
    {
        services.AddSqliteStorage(storage => storage.DataFolder = folder);
        services.AddSingleton(provider => new RelayIdentity(
            provider.GetRequiredService<SqliteStore>().ServerId, LimitsOf(provider.GetRequiredService<IOptions<MailboxOptions>>().Value)));
    }

    private static Dictionary<RelayLimit, ulong> LimitsOf(MailboxOptions mailboxes) => new()
    {
        [RelayLimit.RetentionSeconds] = (ulong)mailboxes.Retention.TotalSeconds,
        [RelayLimit.MailboxBytes] = (ulong)mailboxes.MailboxBytesMax,
        [RelayLimit.MailboxMessages] = (ulong)mailboxes.MailboxMessagesMax,
        [RelayLimit.SenderBytes] = (ulong)mailboxes.SenderBytesMax,
        [RelayLimit.SenderMessages] = (ulong)mailboxes.SenderMessagesMax,
        [RelayLimit.RetryWindowSeconds] = (ulong)mailboxes.RetryWindow.TotalSeconds,
        [RelayLimit.SupersededKeySeconds] = (ulong)mailboxes.SupersededKeyGrace.TotalSeconds,
    };
}
