using System.Text.Json;
using Xunit;

namespace Sdtp.EndToEnd.Tests.FullScreen;

/// <summary>What a person does with a chat that is over: takes it along, or gets rid of it.</summary>
public sealed class KeepingStoryTests : Story
{
    [Fact]
    public async Task A_chat_is_exported_in_three_forms_and_then_deleted_for_good()
    {
        await using var meeting = await MeetAsync();
        var (relay, alice, bob) = (meeting.Relay, meeting.Alice, meeting.Bob);
        await alice.SendAsync("the zebrafish swims");
        await bob.ShowsAsync("the zebrafish swims");
        await bob.SendAsync("and the okapi sings");
        await alice.ShowsAsync("and the okapi sings");

        foreach (var name in new[] { "talk.txt", "talk.md", "talk.json" })
        {
            await alice.CommandAsync($"/export {name}");
            await alice.ShowsAsync($"{name}, readable by you only");
        }

        await alice.CommandAsync("/export talk.md");
        await alice.ShowsAsync("is there already");
        await alice.CommandAsync("/delete");
        await alice.ShowsAsync("Delete the chat with Bob?");
        await alice.PressAsync("y");
        await alice.NoLongerShowsAsync("zebrafish");
        await alice.LeaveAsync();
        await using var again = await ChatTerminal.StartAsync(Home, "Alice", relay.Address, Token);
        var empty = await again.ShowsAsync("connected to");

        Assert.DoesNotContain("zebrafish", empty, StringComparison.Ordinal);
        Assert.Equal(["talk.json", "talk.md", "talk.txt"], FilesWith("zebrafish").Select(Path.GetFileName).Order());
        Assert.Contains("you: the zebrafish swims", File.ReadAllText(Folder.File("talk.txt")), StringComparison.Ordinal);
        Assert.Contains("> and the okapi sings", File.ReadAllText(Folder.File("talk.md")), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllBytes(Folder.File("talk.json")));
        Assert.Equal(
            [(true, "the zebrafish swims"), (false, "and the okapi sings")],
            json.RootElement.EnumerateArray()
                .Select(message => (message.GetProperty("own").GetBoolean(), message.GetProperty("text").GetString()!)));
        Assert.Contains("the zebrafish swims", await bob.ScreenAsync(), StringComparison.Ordinal);
    }
}
