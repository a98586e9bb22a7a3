using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sdtp.Protocol.Identifiers;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Backends;

/// <summary>The invented people and what they say. Nothing here is random: the picture in the README stays the same.</summary>
internal sealed class DemoScript(TimeProvider clock)
{
    /// <summary>The last message id that the script itself uses is below this.</summary>
    internal const long IdsFrom = 10_000;

    private readonly DateTimeOffset _now = clock.GetUtcNow();
    private long _id;

    internal static string Answer(string text) =>
        text.EndsWith('?') ? "Good question. Let me think about it \U0001F914" : "Got it \U0001F44D";

    /// <summary>What the relay of the demo says of somebody for the first time.</summary>
    internal const ContactTrustState New = ContactTrustState.Pinned;

    internal IReadOnlyList<StoredChat> Chats()
    {
        // As in a real history, a later message has a greater number, whichever chat it is in.
        var chats = Written();
        var ids = chats.SelectMany(chat => chat.Messages).OrderBy(message => message.At).Select((message, i) => (message.Id, Rank: i + 1L))
            .ToDictionary(pair => pair.Id, pair => pair.Rank);
        return [.. chats.Select(chat => chat with { Messages = [.. chat.Messages.Select(said => said with { Id = ids[said.Id] })] })];
    }

    private List<StoredChat> Written() =>
    [
        Alice(),
        Yuki(),
        new("Omar", ContactTrustState.Pinned, false, 1, "", [
            Theirs(60 * 26, "\u0645\u0631\u062D\u0628\u0627! \u0647\u0644 \u0648\u0635\u0644\u062A\u061F"),
            Own(60 * 25, "Just landed. Tomorrow at ten?"),
            Theirs(170, "\u05E9\u05DC\u05D5\u05DD means hello as well. Ten it is."),
        ], false),
        new("build-bot", ContactTrustState.Pinned, true, 0, "", [
            Theirs(300, "main is green again: 1,204 tests, 41 s"),
        ], false),
        new("Mallory", ContactTrustState.KeyChanged, false, 0, "", [
            Theirs(60 * 50, "New phone, who is this?"),
            new ChatMessage(++_id, MessageSide.Note, "The relay names another key now. Nothing is sent until you accept it.", Ago(60 * 49)),
        ], false),
        new("Zoe", ContactTrustState.Unverified, false, 1, "", [
            Theirs(60 * 24 * 4, "Hi! We met at the print shop. Is this the right Robin?"),
        ], false),
    ];

    internal static ContactCard Card(string name, ContactTrustState trust = New)
    {
        var userId = new UserId(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var groups = Enumerable.Range(1, 12).Select(i => (i * 7919 * (name.Length + 3)) % 100_000);
        var digits = string.Join(' ', groups.Select(group => group.ToString("D5", CultureInfo.InvariantCulture)));
        var pinned = trust == ContactTrustState.KeyChanged ? new UserId(SHA256.HashData(Encoding.UTF8.GetBytes("old " + name))) : userId;
        return new ContactCard(name, userId, digits, trust, pinned);
    }

    private StoredChat Alice() => new("Alice", ContactTrustState.Verified, false, 2, "", [
        Theirs(60 * 24 + 40, "Did the new relay survive the night?"),
        Own(60 * 24 + 38, "Three silos, one pulled plug, nothing lost."),
        Theirs(60 * 24 + 37, "I pulled the plug \U0001F608"),
        Own(60 * 24 + 36, "I know. The fencing test says hello."),
        Theirs(55, "Lunch at the noodle place? \u65E5\u672C\u8A9E\u306E\u30E1\u30CB\u30E5\u30FC\u3082\u3042\u308A\u307E\u3059 \U0001F35C"),
        Own(52, "Yes! Bring the\n- contract\n- spare key"),
        Theirs(9, "On my way."),
        Theirs(8, "Table by the window, cafe\u0301 on the left."),
    ], false);

    private StoredChat Yuki() => new("Yuki", ContactTrustState.Pinned, false, 0, "About the ", [
        Theirs(200, "The draft of the talk is in your mailbox: 30 slides, the protocol part is short but the envelope needs its picture."),
        Own(190, "Read it twice. Slide 12 is the best explanation of sealing keys that I have seen."),
        Own(188, "One thing: say where the padding goes.")
            with { Delivery = DeliveryState.Failed, Failure = "their mailbox is full, or your share of it; Ctrl-R sends it again" },
        Theirs(31, "\U0001F64F thanks"),
    ], false);

    private ChatMessage Theirs(int minutesAgo, string text) => new(++_id, MessageSide.Theirs, text, Ago(minutesAgo));

    private ChatMessage Own(int minutesAgo, string text) => new(++_id, MessageSide.Own, text, Ago(minutesAgo));

    private DateTimeOffset Ago(int minutes) => _now - TimeSpan.FromMinutes(minutes);
}
