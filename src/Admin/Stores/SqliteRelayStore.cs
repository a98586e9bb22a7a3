using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Inspection;
using Sdtp.Storage.Sqlite.Backup;

namespace Sdtp.Admin.Stores;

/// <summary>The database file of a relay of one process, which may be running.</summary>
internal sealed class SqliteRelayStore(string dataFolder) : IRelayStore
{
    private readonly SqliteInspection _inspection = SqliteInspection.Open(dataFolder);
    private readonly GrainStates _states = new();

    public Task<StoreStatistics> CountAsync(CancellationToken cancellationToken) => Task.FromResult(_inspection.Count());

    public Task<MailboxExplanation?> ExplainAsync(UserId userId, CancellationToken cancellationToken) =>
        Task.FromResult(_inspection.Explain(userId));

    public Task<StoredUser?> FindUserAsync(UserId userId, CancellationToken cancellationToken) =>
        Task.FromResult(Find<StoredUser>(GrainStates.Of(userId)));

    public Task<UserId?> FindHolderAsync(Username username, CancellationToken cancellationToken) => Task.FromResult(
        Find<StoredClaim>(GrainStates.Of(username)) is { Holder: { Length: UserId.Length } holder } ? new UserId(holder) : (UserId?)null);

    public void Dispose()
    {
        _inspection.Dispose();
        _states.Dispose();
    }

    private T? Find<T>(StateKey key)
        where T : class =>
        _states.Read<T>(_inspection.FindState(key.Storage, key.StateName, key.Grain));
}
