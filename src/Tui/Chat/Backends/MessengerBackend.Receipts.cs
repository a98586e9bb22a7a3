namespace Sdtp.Tui.Chat.Backends;

/// <content>Whether receipts are sent.</content>
internal sealed partial class MessengerBackend
{
    private async Task SetReceiptsAsync(ChatRequest.Receipts receipts)
    {
        switch (receipts)
        {
            case { AreOn: { } on, Name: null }:
                _profile.SendsReceipts = on;
                break;
            case { AreOn: { } on, Name: { } name }:
                _profile.History.Update(name, chat => chat with { AreReceiptsOff = !on });
                break;
        }

        await TellAsync(new ChatEvent.Told(WhoGetsReceipts(receipts.Name))).ConfigureAwait(false);
    }

    private string WhoGetsReceipts(string? name)
    {
        if (!_profile.SendsReceipts)
        {
            return "Receipts are off: nobody is told what has arrived or is read. /receipts on all";
        }

        if (name is null)
        {
            return "Receipts are on, but for chats where you switch them off.";
        }

        return _profile.History.Chat(name).AreReceiptsOff
            ? $"Receipts are off: {name} is not told what has arrived or is read."
            : $"Receipts are on: {name} is told what has arrived and is read.";
    }
}
