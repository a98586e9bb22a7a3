using System.Threading.Channels;
using Sdtp.Tui.Chat.Backends;
using Terminal.Gui.App;

namespace Sdtp.Tui.Chat;

/// <summary>
/// The one way from other threads to the screen. Events go up in bounded batches, the next one only after the last has been applied, so
/// that a flood of messages leaves the keyboard its turn.
/// </summary>
internal sealed class UiDispatcher(IApplication app)
{
    /// <summary>Most events applied in one turn of the UI thread.</summary>
    internal const int BatchMax = 128;

    private volatile bool _isClosed;

    /// <summary>Carries events until the channel ends or the token says so.</summary>
    internal async Task PumpAsync(
        ChannelReader<ChatEvent> events, Action<IReadOnlyList<ChatEvent>> apply, CancellationToken cancellationToken)
    {
        try
        {
            while (await events.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var batch = new List<ChatEvent>();
                while (batch.Count < BatchMax && events.TryRead(out var next))
                {
                    batch.Add(next);
                }

                var applied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                Post(() =>
                {
                    try
                    {
                        apply(batch);
                    }
                    finally
                    {
                        applied.TrySetResult();
                    }
                });
                await applied.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The screen is gone.
        }
    }

    /// <summary>Runs something on the UI thread, soon; nothing after <see cref="Close"/>.</summary>
    internal void Post(Action action)
    {
        if (_isClosed)
        {
            return;
        }

        try
        {
            app.Invoke(() =>
            {
                if (!_isClosed)
                {
                    action();
                }
            });
        }
        catch (NotInitializedException)
        {
            // The application was disposed between the look at the flag and the call.
            _isClosed = true;
        }
    }

    internal void Close() => _isClosed = true;
}
