using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Inspection;

namespace Sdtp.Admin.Stores;

/// <summary>Reads what a relay keeps, beside it and without a word to it. Never a message.</summary>
internal interface IRelayStore : IDisposable
{
    Task<StoreStatistics> CountAsync(CancellationToken cancellationToken);

    Task<MailboxExplanation?> ExplainAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>The user as stored; null for a stranger.</summary>
    Task<StoredUser?> FindUserAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>Who holds a name, or null.</summary>
    Task<UserId?> FindHolderAsync(Username username, CancellationToken cancellationToken);
}
