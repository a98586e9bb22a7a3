using Azure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sdtp.Storage.AzureStorage.Accounts;
using Sdtp.Storage.AzureStorage.Tables;
using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Observability;

namespace Sdtp.Storage.AzureStorage.Mailboxes;

/// <summary>
/// Carries a mailbox's transactions out and finds out how they ended. An answer that is lost is no reason to give a mailbox up: the same
/// transaction is sent again, and the head tells. Under one epoch only one pipeline writes, one transaction at a time, and each leaves its
/// mark in the head; so a head with our mark is the work of the try whose answer was lost.
/// </summary>
internal sealed partial class MailboxCommitter(
    StorageAccounts accounts,
    OverdueIndex overdue,
    IOptions<AzureStorageOptions> options,
    TimeProvider clock,
    ILogger<MailboxCommitter> logger)
{
    private const int RetryDelayFactor = 4;

    private readonly AzureStorageOptions _options = options.Value;

    /// <summary>The head as it is now, without its checkpoint; null when the mailbox was never opened.</summary>
    internal async ValueTask<StoredHead?> FindHeadAsync(MailboxLease lease)
    {
        var found = await accounts.Of(lease.Mailbox).Rows.GetEntityIfExistsAsync<Azure.Data.Tables.TableEntity>(
            MailboxKeys.Partition(lease.Mailbox), MailboxKeys.Head, MailboxHead.Columns).ConfigureAwait(false);
        return found.HasValue ? MailboxHead.From(found.Value!) : null;
    }

    /// <summary>Commits a plan; gives the head's new ETag, or null when a later open owns the mailbox and nothing was changed.</summary>
    /// <exception cref="MailboxLogException">Whether the plan was carried out is unknown.</exception>
    internal async ValueTask<ETag?> CommitAsync(MailboxLease lease, MailboxPlan plan)
    {
        foreach (var oldest in plan.NewDays)
        {
            await overdue.NoteAsync(lease.Mailbox, oldest).ConfigureAwait(false);
        }

        var table = accounts.Of(lease.Mailbox).Transactions;
        var actions = plan.Seal();
        var inDoubt = false;
        using var trace = StorageMetrics.Trace();
        var start = StorageMetrics.Start();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var timeout = new CancellationTokenSource(_options.CommitAttemptTimeout, clock);
                var answers = await table.SubmitTransactionAsync(actions, timeout.Token).ConfigureAwait(false);
                StorageMetrics.Committed(start, actions.Count, StorageMetrics.Azure);
                return answers.Value[0].Headers.ETag
                    ?? throw new MailboxLogException("The storage account named no ETag for a head.", null);
            }
            catch (Exception failure) when (TableFailures.IsConflict(failure))
            {
                return await SettleAsync(lease, plan, inDoubt, failure).ConfigureAwait(false);
            }
            catch (Exception failure) when (TableFailures.IsInDoubt(failure))
            {
                inDoubt = true;
                LogCommitInDoubt(attempt, lease.Mailbox.ToShortString(), Describe(failure));
                if (attempt == _options.CommitAttemptsMax)
                {
                    StorageMetrics.Failed(StorageMetrics.Azure);
                    throw new MailboxLogException($"Whether a transaction was committed is unknown after {attempt} tries.", failure);
                }

                await Task.Delay(DelayAfter(attempt), clock).ConfigureAwait(false);
            }
            catch (RequestFailedException failure)
            {
                StorageMetrics.Failed(StorageMetrics.Azure);
                throw new MailboxLogException($"The storage account refused a transaction ({Describe(failure)}).", failure);
            }
        }
    }

    private async ValueTask<ETag?> SettleAsync(MailboxLease lease, MailboxPlan plan, bool inDoubt, Exception failure)
    {
        var found = await FindHeadAsync(lease).ConfigureAwait(false);
        if (found is { } now && now.Head.Epoch == lease.Epoch)
        {
            if (now.ETag == plan.Before.ETag)
            {
                throw new MailboxLogException("The rows of a mailbox do not fit its head; the table is damaged.", failure);
            }

            if (inDoubt && now.Mark == plan.Mark)
            {
                return now.ETag;
            }
        }

        // A later epoch, or the claim of somebody who is about to raise it.
        LogLeaseLost(lease.Epoch);

        return inDoubt
            ? throw new MailboxLogException("A later open took the mailbox over while the outcome of a transaction was unknown.", failure)
            : null;
    }

    private TimeSpan DelayAfter(int attempt) =>
        _options.CommitRetryDelay * Math.Pow(RetryDelayFactor, attempt - 1) * (1 + (Random.Shared.NextDouble() / 2));

    private static string Describe(Exception failure) =>
        failure is RequestFailedException refused ? $"{refused.Status} {refused.ErrorCode}" : failure.GetType().Name;
}
