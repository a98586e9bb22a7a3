using System.Globalization;
using Sdtp.Client;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Tui.Bench.History;

/// <summary>A profile whose one chat has been going on for years.</summary>
internal static class LongHistory
{
    internal const string Chat = "Alice";

    /// <summary>What the third message holds, and no other.</summary>
    internal const string Needle = "needle";

    private const int BatchMax = 1_000;

    internal static string Mark(int number) => string.Create(CultureInfo.InvariantCulture, $"message {number:D7}");

    internal static Profile Make(string home, int messages)
    {
        var made = Profile.Create(home, Username.Parse("Bob"), passphrase: null, RelayAddress.Parse("127.0.0.1:1"));
        var profile = made.IsOpen ? made.Profile : throw new BenchFailedException(made.Message);
        var chatter = new Chatter();
        var start = TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(messages);
        for (var done = 0; done < messages; done += BatchMax)
        {
            profile.Store.Transact(() =>
            {
                for (var number = done + 1; number <= Math.Min(done + BatchMax, messages); number++)
                {
                    profile.Store.History.Add(Entry(number, start, chatter.Line()));
                }
            });
        }

        profile.History.Update(Chat, chat => chat with { SeenThrough = messages });
        return profile;
    }

    private static HistoryEntry Entry(int number, DateTimeOffset start, string text) => new(
        0,
        Chat,
        IsOwn: number % 2 == 0,
        start + TimeSpan.FromMinutes(number),
        new TextContent($"{Mark(number)} {(number == 3 ? Needle : text)}"),
        HistoryState.Accepted,
        Failure: null);
}
