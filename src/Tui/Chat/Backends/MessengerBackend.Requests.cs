using Sdtp.Client;
using Sdtp.Protocol.Identifiers;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Backends;

/// <content>Answering requests.</content>
internal sealed partial class MessengerBackend
{
    private async Task AnswerAsync(ChatRequest request)
    {
        switch (request)
        {
            case ChatRequest.Send send:
                await SendAsync(send).ConfigureAwait(false);
                break;
            case ChatRequest.Retry retry when _profile.History.Retry(retry.Id) is { } entry:
                News.Unpause(retry.Id);
                await TellAsync(new ChatEvent.Moved(retry.Name, retry.Id, DeliveryState.Queued)).ConfigureAwait(false);
                await TellFileAsync(retry.Id).ConfigureAwait(false);
                Dispatch(entry);
                break;
            case ChatRequest.Lookup lookup:
                _ = BesideAsync(messenger => LookupAsync(messenger, lookup));
                break;
            case ChatRequest.Accept accept:
                _ = BesideAsync(messenger => AcceptAsync(messenger, accept));
                break;
            case ChatRequest.Verify verify:
                _profile.History.Update(
                    verify.Name, chat => chat with { VerifiedUserId = verify.IsVerified ? verify.Compared.ToString() : null });
                await TellTrustAsync(verify.Name).ConfigureAwait(false);
                break;
            case ChatRequest.Reconnect:
                ConnectNow();
                break;
            case HandOver:
                HandOverWaiting();
                break;
            case LookAtNews:
                break;
            case ChatRequest.Receipts receipts:
                await SetReceiptsAsync(receipts).ConfigureAwait(false);
                break;
            default:
                if (!await AnswerFileAsync(request).ConfigureAwait(false))
                {
                    await KeepAsync(request).ConfigureAwait(false);
                }

                break;
        }
    }

    private async Task KeepAsync(ChatRequest request)
    {
        var history = _profile.History;
        switch (request)
        {
            case ChatRequest.Seen seen when _messenger is { } messenger:
                messenger.MarkSeen(seen.Name, seen.ThroughId);
                break;
            case ChatRequest.Seen seen:
                history.MarkSeen(seen.Name, seen.ThroughId);
                break;
            case ChatRequest.Mute mute:
                history.Update(mute.Name, chat => chat with { IsMuted = mute.IsMuted });
                break;
            case ChatRequest.KeepDraft draft when history.Chat(draft.Name).Draft != draft.Text:
                history.Update(draft.Name, chat => chat with { Draft = draft.Text });
                break;
            case ChatRequest.LoadOlder older:
                await LoadAsync(older.Name, () => LoadOlder(older)).ConfigureAwait(false);
                break;
            case ChatRequest.LoadNewer newer:
                await LoadAsync(newer.Name, () => LoadNewer(newer)).ConfigureAwait(false);
                break;
            case ChatRequest.LoadAt at:
                await LoadAsync(at.Name, () => LoadAt(at)).ConfigureAwait(false);
                break;
            case ChatRequest.Search search:
                BeginSearch(search);
                break;
            case ChatRequest.StopSearch:
                StopSearch();
                break;
            case ChatRequest.Export export:
                _exporting = ExportAsync(export, _exporting);
                break;
            case ChatRequest.Delete delete:
                await DeleteAsync(delete).ConfigureAwait(false);
                break;
        }
    }

    private async Task SendAsync(ChatRequest.Send send)
    {
        var name = send.Name;
        if (!Username.TryParse(name, out _))
        {
            if (_messenger is null)
            {
                await GiveBackAsync(send, "Not sent: writing to somebody for the first time needs the relay, and it is away.")
                    .ConfigureAwait(false);
                return;
            }

            _ = BesideAsync(messenger => ReplyToUnverifiedAsync(messenger, send));
            return;
        }

        var entry = _profile.History.AddOwn(name, _clock.GetUtcNow(), send.Text);
        await TellAsync(new ChatEvent.Arrived(name, HistoryFormat.Message(entry), TrustOf(name))).ConfigureAwait(false);
        Dispatch(entry);
    }

    /// <summary>Puts a text that cannot go out back into the compose box.</summary>
    private async Task GiveBackAsync(ChatRequest.Send send, string why)
    {
        _profile.History.Update(send.Name, chat => chat with { Draft = send.Text });
        await LoadAsync(send.Name, () => new ChatEvent.Loaded(Stored(_profile.History.Chat(send.Name)))).ConfigureAwait(false);
        await TellAsync(new ChatEvent.Told(why, IsError: true)).ConfigureAwait(false);
    }

    /// <summary>Gives a message to the messenger; where there is none it waits in the history.</summary>
    private void Dispatch(HistoryEntry entry)
    {
        if (_messenger is not { } messenger)
        {
            return;
        }

        if (entry.Content is not TextContent text)
        {
            // A file goes from the store, where it is already.
            messenger.SendFiles();
            return;
        }

        try
        {
            _ = ObserveAsync(messenger.SendAsync(Username.Parse(entry.Chat), text.Text, entry.Id, CancellationToken.None));
        }
        catch (Exception error) when (error is ArgumentException or OutboxFullException)
        {
            _profile.History.Fail(entry.Id, error is ArgumentException ? "too long for one message: send it in parts" : error.Message);
            LookSoon(News.NoteSettled(entry.Id, error));
        }
        catch (ObjectDisposedException)
        {
            // The connection has just been given up; the next one takes the message.
        }
    }

    private static async Task ObserveAsync(Task<SendReceipt> sending)
    {
        try
        {
            await sending.ConfigureAwait(false);
        }
        catch (Exception error) when (error is SdtpClientException or ObjectDisposedException or OperationCanceledException)
        {
            // The history has it, and HistorySettled tells the screen; a message that is not settled goes with the next connection.
        }
    }

    private void HandOverWaiting()
    {
        foreach (var entry in _profile.History.WaitingOutsideOutbox())
        {
            Dispatch(entry);
        }
    }

    /// <summary>Does what waits for the relay, beside the worker.</summary>
    private async Task BesideAsync(Func<Messenger, Task> act)
    {
        try
        {
            if (_messenger is { } messenger)
            {
                await act(messenger).ConfigureAwait(false);
            }
            else
            {
                await TellAsync(new ChatEvent.Told("Not connected: that needs the relay.", IsError: true)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
        catch (Exception error)
        {
            await TellAsync(Failed(error)).ConfigureAwait(false);
        }
    }

    /// <summary>A new messenger is there: it takes what waits.</summary>
    private sealed record HandOver : ChatRequest;
}
