using System.Text;
using Sdtp.TestKit;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.EndToEnd.Tests.FullScreen;

/// <summary>What every story needs: a folder for the relay and the homes, and people who have met.</summary>
public abstract class Story : IDisposable
{
    private protected const string Accepted = "\u2713";
    private protected const string Delivered = "\u2713\u2713";
    private protected const string Read = "\u2713\u2022";

    private protected Story()
    {
    }

    private protected TestFolder Folder { get; } = new();

    private protected CancellationToken Token { get; } = TestContext.Current.CancellationToken;

    /// <summary>The home of the people on this machine.</summary>
    private protected string Home => Folder.File("home");

    private protected string RelayData => Folder.File("data");

    /// <inheritdoc/>
    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Task<RelayProcess> StartRelayAsync() => RelayProcess.StartAsync(RelayData, Token);

    /// <summary>A new identity of the usual home, in the chat.</summary>
    private protected Task<ChatTerminal> JoinAsync(RelayProcess relay, string name) =>
        ChatTerminal.JoinAsync(Home, name, relay.Address, Token);

    /// <summary>A relay with Alice and Bob on it, each with the chat with the other open.</summary>
    private protected async Task<Meeting> MeetAsync()
    {
        var meeting = new Meeting(await StartRelayAsync());
        try
        {
            meeting.People.Add(await JoinAsync(meeting.Relay, "Alice"));
            meeting.People.Add(await JoinAsync(meeting.Relay, "Bob"));
            await meeting.Alice.OpenChatAsync("Bob");
            await meeting.Bob.OpenChatAsync("Alice");
            return meeting;
        }
        catch
        {
            await meeting.DisposeAsync();
            throw;
        }
    }

    /// <summary>The last line of a screen that holds a text, without blanks at its end.</summary>
    private protected static string Line(string screen, string text) =>
        screen.Split('\n').Last(line => line.Contains(text, StringComparison.Ordinal)).TrimEnd();

    /// <summary>The files below the folder that hold a word in plain letters.</summary>
    private protected IEnumerable<string> FilesWith(string word)
    {
        // A lock file is held open for nobody else to read, and is empty.
        var files = Directory.EnumerateFiles(Folder.Path, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) != ".lock" && new FileInfo(path).Length > 0);
        foreach (var path in files)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            file.CopyTo(copy);
            if (copy.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) >= 0)
            {
                yield return path;
            }
        }
    }

    /// <summary>A relay and the people on it.</summary>
    private protected sealed class Meeting(RelayProcess relay) : IAsyncDisposable
    {
        internal RelayProcess Relay { get; } = relay;

        internal List<ChatTerminal> People { get; } = [];

        internal ChatTerminal Alice => People[0];

        internal ChatTerminal Bob => People[1];

        public async ValueTask DisposeAsync()
        {
            foreach (var person in People)
            {
                await person.DisposeAsync();
            }

            await Relay.DisposeAsync();
        }
    }
}
