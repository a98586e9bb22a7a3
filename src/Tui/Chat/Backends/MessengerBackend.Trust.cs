using Sdtp.Client;
using Sdtp.Protocol;
using Sdtp.Protocol.Identifiers;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Backends;

/// <content>Who people are: lookups, changed keys, senders that become contacts.</content>
internal sealed partial class MessengerBackend
{
    private async Task LookupAsync(Messenger messenger, ChatRequest.Lookup lookup)
    {
        var plain = lookup.Name.Split(' ')[0];
        Contact contact;
        try
        {
            contact = await messenger.LookupAsync(Username.Parse(plain), _closing.Token).ConfigureAwait(false);
        }
        catch (RelayException refusal) when (refusal.Code == ErrorCode.UnknownUser)
        {
            var told = $"The relay knows no {plain}. Check the spelling; they must have registered with this relay.";
            await TellAsync(new ChatEvent.Told(told, IsError: true)).ConfigureAwait(false);
            return;
        }

        if (contact.Username == _profile.Username)
        {
            await TellAsync(new ChatEvent.Told("That is you. Pick somebody else.")).ConfigureAwait(false);
            return;
        }

        if (contact.Trust != ContactTrust.KeyChanged)
        {
            await AdoptUnverifiedAsync(contact).ConfigureAwait(false);
        }

        await TellAsync(new ChatEvent.Found(CardOf(contact), lookup.Purpose)).ConfigureAwait(false);
    }

    /// <summary>
    /// What an unknown sender of this very identity has written before belongs to the chat of the name that is pinned now.
    /// </summary>
    private async Task AdoptUnverifiedAsync(Contact contact)
    {
        var unverified = new Sender(contact.UserId, contact.Username, SenderTrust.Unverified).DisplayName;
        await _reading.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (_profile.History.Chats().Any(chat => chat.Name == unverified))
            {
                _profile.History.Merge(unverified, contact.Username.Display);
                await TellAsync(new ChatEvent.Loaded(Stored(_profile.History.Chat(contact.Username.Display)))).ConfigureAwait(false);
                await TellAsync(new ChatEvent.Deleted(unverified, NowIn: contact.Username.Display)).ConfigureAwait(false);
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    private ContactCard CardOf(Contact contact)
    {
        var name = contact.Username.Display;
        var trust = contact.Trust == ContactTrust.KeyChanged ? ContactTrustState.KeyChanged : TrustOf(name);
        return new ContactCard(name, contact.UserId, contact.SafetyNumber, trust, contact.PinnedUserId)
        {
            Key = contact.PublicKey.ToString(),
        };
    }

    private async Task AcceptAsync(Messenger messenger, ChatRequest.Accept accept)
    {
        try
        {
            await messenger.AcceptKeyChangeAsync(Username.Parse(accept.Name), accept.Presented, _closing.Token).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            await TellAsync(new ChatEvent.Told($"The key of {accept.Name} has changed once more: /accept shows it.", IsError: true))
                .ConfigureAwait(false);
            return;
        }

        await TellTrustAsync(accept.Name).ConfigureAwait(false);
        await TellAsync(new ChatEvent.Told($"Accepted. Ctrl-R sends to {accept.Name} what was stopped; /verify compares."))
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Answering somebody is the person's word that they mean this identity: it is pinned under the name it gave, when the relay says the
    /// same of the name.
    /// </summary>
    private async Task ReplyToUnverifiedAsync(Messenger messenger, ChatRequest.Send send)
    {
        Contact? contact = null;
        if (Username.TryParse(send.Name.Split(' ')[0], out var claimed))
        {
            contact = await messenger.LookupAsync(claimed, _closing.Token).ConfigureAwait(false);
        }

        if (contact is null || new Sender(contact.UserId, contact.Username, SenderTrust.Unverified).DisplayName != send.Name)
        {
            await GiveBackAsync(send, "Not sent: this sender has no name that can be written to.").ConfigureAwait(false);
            return;
        }

        await AdoptUnverifiedAsync(contact).ConfigureAwait(false);
        await TellAsync(new ChatEvent.Found(CardOf(contact), LookupPurpose.OpenChat)).ConfigureAwait(false);
        Ask(new ChatRequest.Send(contact.Username.Display, send.Text));
    }

    private ValueTask TellTrustAsync(string name) => TellAsync(new ChatEvent.TrustChanged(name, TrustOf(name)));
}
