using System.Diagnostics;
using System.Globalization;
using Sdtp.Load.Wire;
using Sdtp.Load.Workload;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Tui.Bench.Keys;

/// <summary>
/// Somebody who writes much faster than a person: genuine envelopes, sealed before anything is measured, since sealing costs more than all
/// else and would share the processor with what is measured. Never more is under way than a mailbox holds of one sender.
/// </summary>
internal sealed class Flood(KeysOptions options, Person sender, Username to)
{
    private const int BatchesPerSecond = 100;
    private const int UnderWayMax = 10_000;
    private readonly Queue<byte[]> _sealed = new();
    private LookupReply? _recipient;
    private int _made;

    /// <summary>The number that stands in a message, as the screen shows it.</summary>
    internal static string Mark(int number) => string.Create(CultureInfo.InvariantCulture, $"flood {number:D7}");

    internal async Task PrepareAsync(int messages, CancellationToken cancellationToken)
    {
        await using var connection = await LoadConnection.ConnectAsync(options.Relay, cancellationToken);
        await sender.LogInAsync(connection, cancellationToken);
        _recipient = await connection.RequestAsync<LookupRequest, LookupReply>(LookupRequest.For(to), cancellationToken);
        var numbers = Enumerable.Range(_made + 1, messages);
        foreach (var envelope in numbers.AsParallel().AsOrdered().Select(n => sender.Seal(_recipient, $"{Mark(n)} is one of a great many")))
        {
            _sealed.Enqueue(envelope);
        }

        _made += messages;
    }

    /// <summary>Sends what was prepared, so many in a second, until cancelled or nothing is left.</summary>
    internal async Task SendAsync(int perSecond, Func<int> lastArrived, CancellationToken cancellationToken)
    {
        await using var connection = await LoadConnection.ConnectAsync(options.Relay, cancellationToken);
        await sender.LogInAsync(connection, cancellationToken);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / BatchesPerSecond));
        var start = Stopwatch.GetTimestamp();
        var (sent, answered) = (0L, 0L);
        try
        {
            while (_sealed.Count > 0 && await timer.WaitForNextTickAsync(cancellationToken))
            {
                var due = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * perSecond);
                for (; sent < due && _made - _sealed.Count - lastArrived() < UnderWayMax && _sealed.TryDequeue(out var envelope); sent++)
                {
                    connection.Write((uint)sent + 1, new SendRequest(1, envelope));
                }

                await connection.FlushAsync(cancellationToken);
                while (answered < sent)
                {
                    await connection.ReadAsync(
                        frame => answered += frame.Type == FrameType.SendReply
                            ? 1
                            : throw new LoadRefusedException(LoadConnection.ProblemOf(frame)),
                        cancellationToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The phase is over.
        }
    }
}
