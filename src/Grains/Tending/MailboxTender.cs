using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sdtp.Grains.Abstractions.Users;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Grains.Tending;

/// <summary>
/// Brings the retention to mailboxes that nobody opens: asks the log, at intervals, which hold messages past it, and wakes their grains.
/// Every silo does so on its own; tending twice does no harm.
/// </summary>
internal sealed partial class MailboxTender(
    IMailboxLog log, IGrainFactory grains, IOptions<MailboxOptions> options, TimeProvider clock, ILogger<MailboxTender> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly MailboxOptions _options = options.Value;
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(MailboxTender), ServiceLifecycleStage.Active, StartAsync, StopAsync);

    public void Dispose() => _stopping.Dispose();

    /// <summary>One look at the log; the number of mailboxes tended.</summary>
    internal async Task<int> TendOnceAsync(CancellationToken cancellationToken)
    {
        var storedBefore = clock.GetUtcNow() - _options.Retention;
        var overdue = await log.FindOverdueAsync(storedBefore, _options.TendMailboxesMax, cancellationToken);
        var parallelism = new ParallelOptions { MaxDegreeOfParallelism = _options.TendParallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(overdue, parallelism, TendAsync);
        return overdue.Count;
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(_options.TendInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                await TendAndLogAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task TendAndLogAsync()
    {
        try
        {
            var tended = await TendOnceAsync(_stopping.Token);
            LogTended(tended);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogTendingFailed(exception);
        }
    }

    private async ValueTask TendAsync(UserId mailbox, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetUser(mailbox).TendAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // One mailbox that cannot be tended must not keep the others from it.
            LogMailboxNotTended(mailbox.ToShortString(), exception);
        }
    }
}
