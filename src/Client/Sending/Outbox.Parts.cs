using Sdtp.Client.Connection;
using Sdtp.Client.Store;
using Sdtp.Crypto.Contents;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Sending;

/// <content>
/// Parts of files: they go through the lanes like texts, wait for a full mailbox beside them, and succeed or fail as one file.
/// </content>
internal sealed partial class Outbox
{
    /// <summary>Somebody looks at the bar: a mailbox that has been emptied is found out soon.</summary>
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(10);

    private readonly Dictionary<Username, int> _parts = [];
    private readonly Dictionary<Username, PartsAside> _aside = [];

    /// <summary>Called when there is room for another part.</summary>
    internal Action PartLeft { get; set; } = static () => { };

    /// <summary>Hands over parts of a file, as many as there is room for.</summary>
    internal void TakeParts(StoredFile file)
    {
        var writtenAt = WrittenAt(file.HistoryId);
        for (var number = file.Handed; number < file.Manifest.Parts && !link.HasEnded && HasRoomForPart(file.To!.Value); number++)
        {
            byte[] content;
            try
            {
                content = Encode(file, number);
            }
            catch (StoreDamagedException e)
            {
                // It will not mend, and must not hold up the other files.
                GiveUp(file, lane: null, e);
                return;
            }

            var isLast = number == file.Manifest.Parts - 1;
            var isTaken = Enqueue(new OutgoingMessage(file.To.Value, ContentType.FilePart, content)
            {
                Part = new PartOfFile(file.Id, number),
                HistoryId = isLast ? file.HistoryId : null,
                HasWaiter = false,
                WrittenAt = writtenAt,
            });
            if (!isTaken)
            {
                return;
            }
        }
    }

    /// <summary>
    /// Takes the parts out of a lane whose recipient has no room, so that the texts behind them go on, and puts them back after a while.
    /// </summary>
    internal void SetPartsAside(SendLane lane, TimeSpan asked)
    {
        List<OutgoingMessage> parts;
        TimeSpan wait;
        lock (Gate)
        {
            parts = lane.RemoveParts();
            if (!_aside.TryGetValue(lane.To, out var aside))
            {
                _aside.Add(lane.To, aside = new PartsAside(new Backoff(Pauses(options.Resend))));
            }

            aside.Parts.AddRange(parts);
            wait = aside.Backoff.Next(asked, RelayLink.AskedWaitMax);
        }

        foreach (var entry in EntriesOf(parts))
        {
            events.MoveFile(entry, isPaused: true);
        }

        _ = PutPartsBackAsync(lane.To, wait);
    }

    private async Task PutPartsBackAsync(Username to, TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait, options.Clock, Stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // They are on disk, and go with the next messenger.
            return;
        }

        lock (Gate)
        {
            if (_closed || link.HasEnded || !_aside.TryGetValue(to, out var aside) || aside.Parts.Count == 0)
            {
                return;
            }

            aside.Parts.ForEach(LaneTo(to).Add);
            aside.Parts.Clear();
        }
    }

    private void AcknowledgePart(SendLane lane, OutgoingMessage message)
    {
        if (message.IsAbandoned || local.Files.Find(message.Part!.FileId) is not { } file)
        {
            Leave(lane, message);
            return;
        }

        var isLast = _store.SettlePart(message.RowId, file, options.Clock.GetUtcNow());
        Leave(lane, message);
        lock (Gate)
        {
            _aside.GetValueOrDefault(lane.To)?.Backoff.Reset();
        }

        if (file.HistoryId is { } entry)
        {
            events.MoveFile(entry, isPaused: false);
        }

        if (isLast)
        {
            events.Settle(file.HistoryId, error: null);
        }

        PartLeft();
    }

    /// <summary>What is true of one part is true of all: the file is given up as a whole.</summary>
    private void FailFile(SendLane lane, OutgoingMessage message, SdtpClientException error)
    {
        if (message.IsAbandoned || local.Files.Find(message.Part!.FileId) is not { } file)
        {
            Leave(lane, message);
            return;
        }

        GiveUp(file, lane, error);
    }

    private void GiveUp(StoredFile file, SendLane? lane, SdtpClientException error)
    {
        var to = file.To!.Value;
        bool isNews;

        // All under the gate: a part that is handed over meanwhile would stay behind.
        lock (Gate)
        {
            lane ??= _lanes.GetValueOrDefault(to);
            var parts = PartsTo(to, lane).Where(part => part.Part!.FileId == file.Id).ToList();
            isNews = _store.FailFile(parts.Select(part => part.RowId), file, error.Message);
            parts.ForEach(part => Abandon(part, lane));
        }

        PartLeft();
        if (!isNews)
        {
            return;
        }

        if (file.HistoryId is { } entry)
        {
            events.MoveFile(entry, isPaused: false);
        }

        events.Settle(file.HistoryId, error);
    }

    /// <summary>
    /// Lets go of the parts of files that the person has stopped. The store has none of them any more, and what the relay still says of
    /// those that have left means nothing.
    /// </summary>
    private void DropCancelled()
    {
        lock (Gate)
        {
            foreach (var to in _lanes.Keys.Union(_aside.Keys).ToList())
            {
                var lane = _lanes.GetValueOrDefault(to);
                var ofFiles = PartsTo(to, lane).GroupBy(part => part.Part!.FileId).ToList();
                foreach (var part in ofFiles.Where(of => local.Files.Find(of.Key) is not { State: FileState.Sending }).SelectMany(of => of))
                {
                    Abandon(part, lane);
                }
            }
        }

        PartLeft();
    }

    /// <summary>The parts to one recipient, in the lane or aside. Under the gate.</summary>
    private IEnumerable<OutgoingMessage> PartsTo(Username to, SendLane? lane) =>
        (lane?.Messages() ?? []).Concat(_aside.GetValueOrDefault(to)?.Parts ?? []).Where(message => message.Part is not null);

    /// <summary>Under the gate.</summary>
    private void Abandon(OutgoingMessage part, SendLane? lane)
    {
        part.IsAbandoned = true;
        if (_aside.GetValueOrDefault(part.To)?.Parts.Remove(part) == true)
        {
            CountPart(part.To, -1);
        }

        if (lane is not null)
        {
            Leave(lane, part);
        }
    }

    private bool HasRoomForPart(Username to)
    {
        lock (Gate)
        {
            return !_closed && _parts.GetValueOrDefault(to) < FileLimits.PartsUnconfirmedMax;
        }
    }

    /// <summary>Under the gate.</summary>
    private void CountPart(Username to, int change) => _parts[to] = _parts.GetValueOrDefault(to) + change;

    private static BackoffOptions Pauses(BackoffOptions resend) =>
        resend.Max <= PauseMax ? resend : resend with { Max = resend.First < PauseMax ? PauseMax : resend.First };

    /// <summary>The content of a kept message; null for a part that is of no use any more, which is thrown away.</summary>
    private byte[]? ContentOf(long rowId, OutboxRecord record)
    {
        if (record is not { FileId: { } id, Part: { } number })
        {
            return record.Content;
        }

        if (local.Files.Find(id) is { State: FileState.Sending } file)
        {
            try
            {
                return Encode(file, number);
            }
            catch (StoreDamagedException e)
            {
                GiveUp(file, lane: null, e);
            }
        }

        _store.Settle(rowId, historyId: null, failure: null);
        return null;
    }

    private byte[] Encode(StoredFile file, int number) => FilePartContent.Encode(file.Manifest, number, local.Files.Part(file, number));

    private IEnumerable<long> EntriesOf(IEnumerable<OutgoingMessage> parts) => parts
        .Select(part => part.Part!.FileId)
        .Distinct()
        .Select(id => local.Files.Find(id)?.HistoryId)
        .OfType<long>();

    /// <summary>The parts to one recipient that wait for room in the mailbox.</summary>
    private sealed record PartsAside(Backoff Backoff)
    {
        internal List<OutgoingMessage> Parts { get; } = [];
    }
}
