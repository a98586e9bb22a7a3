using System.Collections.Concurrent;
using Sdtp.Client;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Backends;

/// <content>Files that are none.</content>
internal sealed partial class DemoBackend
{
    private static readonly TimeSpan PartAfter = TimeSpan.FromMilliseconds(40);

    private readonly ConcurrentDictionary<long, (string Name, ChatMessage Message)> _files = new();

    private void AnswerFile(ChatRequest request, CancellationToken cancellationToken)
    {
        switch (request)
        {
            case ChatRequest.SendFile send:
                _ = SendFileAsync(send, cancellationToken);
                break;
            case ChatRequest.OfferSave offer when FileOf(offer.Name, FileState.Waiting) is { } waiting:
                Tell(new ChatEvent.SaveOffered(offer.Name, waiting.Id, waiting.File!, "~/Downloads"));
                break;
            case ChatRequest.OfferSave { IsQuiet: false }:
                Tell(new ChatEvent.Told("No file waits here to be saved.", IsError: true));
                break;
            case ChatRequest.OfferStop offer when FileOf(offer.Name, FileState.Sending) is { } sending:
                Tell(new ChatEvent.FilesOffered(offer.Name, FilePurpose.Stop, [sending]));
                break;
            case ChatRequest.OfferStop:
                Tell(new ChatEvent.Told("No file is on its way here.", IsError: true));
                break;
            case ChatRequest.StopFile stop when _files.TryRemove(stop.Id, out var stopped):
                Tell(new ChatEvent.FileMoved(stop.Name, stop.Id, stopped.Message.File! with { State = FileState.Cancelled }));
                Tell(new ChatEvent.Moved(stop.Name, stop.Id, DeliveryState.Cancelled));
                break;
            case ChatRequest.SaveFile or ChatRequest.DiscardFile or ChatRequest.Downloads:
                Tell(new ChatEvent.Told("The demo has no files: nothing was written."));
                break;
            case ChatRequest.ListFolder list:
                Tell(new ChatEvent.Listed(list.Folder, DemoScript.Folder));
                break;
        }
    }

    private void Keep(string name, ChatMessage message)
    {
        if (message.File is not null)
        {
            _files[message.Id] = (name, message);
        }
    }

    private ChatMessage? FileOf(string name, FileState state) => _files.Values
        .Where(kept => string.Equals(kept.Name, name, StringComparison.OrdinalIgnoreCase) && kept.Message.File!.State == state)
        .Select(kept => kept.Message)
        .MaxBy(message => message.Id);

    private async Task SendFileAsync(ChatRequest.SendFile send, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId);
        var file = DemoScript.Slides with { Name = SafeFileName.Of(send.Path), State = FileState.Sending, PartsDone = 0 };
        var message = new ChatMessage(id, MessageSide.Own, $"\u25A4 {file.Name}", clock.GetUtcNow(), DeliveryState.Queued) { File = file };
        Keep(send.Name, message);
        Arrive(send.Name, message);
        while (file.PartsDone < file.Parts && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(PartAfter, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_files.ContainsKey(id))
            {
                return;
            }

            file = file with { PartsDone = file.PartsDone + 1 };
            Tell(new ChatEvent.FileMoved(send.Name, id, file));
        }

        _files.TryRemove(id, out _);
        Tell(new ChatEvent.FileMoved(send.Name, id, file with { State = FileState.Sent }));
        Tell(new ChatEvent.Moved(send.Name, id, DeliveryState.Accepted));
    }
}
