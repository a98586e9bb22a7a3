using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Sdtp.Client.Connection;
using Sdtp.Client.Store;

namespace Sdtp.Client.Sending;

/// <summary>
/// Hands the parts of own files to the outbox, a few at a time and in order, so that no file stands in the way of a text for long. What it
/// has to do is in the store: it takes up after a restart where it was.
/// </summary>
internal sealed class FileCourier(Outbox outbox, FileStore files, MessengerOptions options, MessengerEvents events) : IAsyncDisposable
{
    private readonly Channel<bool> _wake =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private Task _work = Task.CompletedTask;
    private bool _toldHeldUp;

    internal void Start()
    {
        outbox.PartLeft = Wake;
        _work = Task.Run(WorkAsync);
        Wake();
    }

    /// <summary>There may be something to hand over.</summary>
    internal void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Waits for the end of the work, which comes with the outbox's.</summary>
    public async ValueTask DisposeAsync() => await _work.ConfigureAwait(false);

    private async Task WorkAsync()
    {
        var backoff = new Backoff(options.Resend);
        try
        {
            while (true)
            {
                await _wake.Reader.ReadAsync(outbox.Stopping).ConfigureAwait(false);
                if (TryHandOver())
                {
                    backoff.Reset();
                    continue;
                }

                await Task.Delay(backoff.Next(), options.Clock, outbox.Stopping).ConfigureAwait(false);
                Wake();
            }
        }
        catch (Exception e) when (outbox.Stopping.IsCancellationRequested || e is ObjectDisposedException)
        {
            // The messenger was closed, and the outbox takes nothing more.
        }
    }

    private bool TryHandOver()
    {
        try
        {
            files.Unsent().ForEach(outbox.TakeParts);
            _toldHeldUp = false;
            return true;
        }
        catch (Exception e) when (e is SqliteException or IOException or StoreDamagedException)
        {
            // A full disk or the like: the rest is safe where it is.
            if (!_toldHeldUp)
            {
                _toldHeldUp = true;
                events.Warn(
                    WarningKind.SendHeldUp,
                    $"Files are held up by a failure of this computer ({e.Message}). They go on when it has passed.");
            }

            return false;
        }
    }
}
