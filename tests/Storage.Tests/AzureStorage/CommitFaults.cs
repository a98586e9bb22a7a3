using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace Sdtp.Storage.Tests.AzureStorage;

/// <summary>
/// Stands between the log and the storage account: holds writes of mailboxes back, refuses them, or loses the answer to one that was
/// carried out. A write is anything that is not a GET and names the mailbox's partition.
/// </summary>
internal sealed class CommitFaults : HttpPipelinePolicy
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _open = Opened();
    private string? _partition;
    private bool _refuseNext;
    private int _loseAnswers;
    private int _busyAnswers;

    /// <summary>Transactions that reached the storage account.</summary>
    internal int Sent { get; private set; }

    /// <summary>Called once, with the first write held, or just before the next write is sent.</summary>
    internal Func<Task>? BeforeNext { get; set; }

    internal void AddTo(TableClientOptions options) => options.AddPolicy(this, HttpPipelinePosition.PerRetry);

    /// <summary>Every write waits until the result is disposed of.</summary>
    internal IDisposable Hold()
    {
        lock (_gate)
        {
            _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return new Release(this);
    }

    /// <summary>The next write, of a partition when one is named, gets 403 and is not sent.</summary>
    internal void RefuseNext(string? partition = null) => (_refuseNext, _partition) = (true, partition);

    /// <summary>Names the partition of the write to refuse, where none is named yet.</summary>
    internal void NamePartition(string partition)
    {
        if (_refuseNext)
        {
            _partition ??= partition;
        }
    }

    /// <summary>So many transactions are carried out, and the connection breaks before their answer.</summary>
    internal void LoseAnswers(int count) => _loseAnswers = count;

    /// <summary>So many transactions get 503 and are not carried out.</summary>
    internal void BeBusy(int count) => _busyAnswers = count;

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (await IsMailboxWriteAsync(message.Request) is not { } text)
        {
            await ProcessNextAsync(message, pipeline);
            return;
        }

        if (BeforeNext is { } before)
        {
            BeforeNext = null;
            await before();
        }

        await _open.Task;
        if (IsToBeRefused(text))
        {
            throw new Azure.RequestFailedException(403, "Refused by the test.");
        }

        if (_busyAnswers > 0)
        {
            _busyAnswers--;
            throw new Azure.RequestFailedException(503, "Busy by order of the test.");
        }

        Sent++;
        await ProcessNextAsync(message, pipeline);
        if (_loseAnswers > 0)
        {
            _loseAnswers--;
            throw new IOException("The test lost the answer.");
        }
    }

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }

    private static async Task<string?> IsMailboxWriteAsync(Azure.Core.Request request)
    {
        var path = Uri.UnescapeDataString(request.Uri.ToUri().AbsoluteUri);
        var isOther = path.Contains("Overdue", StringComparison.Ordinal) || path.Contains("/Tables", StringComparison.Ordinal);
        if (isOther || request.Method == RequestMethod.Get)
        {
            return null;
        }

        using var body = new MemoryStream();
        if (request.Content is { } content)
        {
            await content.WriteToAsync(body, CancellationToken.None);
        }

        return path + Encoding.UTF8.GetString(body.ToArray());
    }

    private bool IsToBeRefused(string text)
    {
        lock (_gate)
        {
            var refused = _refuseNext && (_partition is null || text.Contains(_partition, StringComparison.Ordinal));
            if (refused)
            {
                _refuseNext = false;
                _partition = null;
            }

            return refused;
        }
    }

    private sealed class Release(CommitFaults faults) : IDisposable
    {
        public void Dispose() => faults._open.TrySetResult();
    }
}
