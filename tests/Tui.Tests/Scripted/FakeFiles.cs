using Sdtp.Client;
using Sdtp.Protocol.Identifiers;
using Sdtp.Tui.Sessions;

namespace Sdtp.Tui.Tests.Scripted;

/// <summary>Files of the test's making. Nothing is written.</summary>
internal sealed class FakeFiles : IReceivedFiles
{
    public event Action<long>? Arrived;

    internal List<HistoryEntry> Waits { get; } = [];

    internal HashSet<long> OfStrangers { get; } = [];

    internal HashSet<UserId> Strangers { get; } = [];

    internal List<string> Saved { get; } = [];

    internal string? Refusal { get; set; }

    public string Folder => "/downloads";

    public IReadOnlyList<HistoryEntry> Waiting() => [.. Waits];

    public bool IsFromContact(HistoryEntry entry) => !OfStrangers.Contains(entry.Id);

    public bool IsContact(UserId user) => !Strangers.Contains(user);

    public FileResult Save(long entryId, string? folder)
    {
        var entry = Waits.Single(waiting => waiting.Id == entryId);
        var result = Save((FileContent)entry.Content, folder ?? Folder);
        if (result.IsDone)
        {
            Waits.Remove(entry);
        }

        return result;
    }

    public FileResult Save(FileContent file, string folder)
    {
        if (Refusal is { } why)
        {
            return new FileResult(FileStatus.CannotWrite, why);
        }

        Saved.Add($"{folder}/{file.SafeName}");
        return new FileResult(FileStatus.Done, "") { SavedTo = Saved[^1] };
    }

    internal HistoryEntry Add(long id, string name, string from = "Bob")
    {
        var content = new FileContent(name, 5, FileState.Waiting);
        var entry = new HistoryEntry(id, from, IsOwn: false, People.Noon, content, HistoryState.Accepted, Failure: null);
        Waits.Add(entry);
        return entry;
    }

    internal void Arrive(long id, string name)
    {
        Add(id, name);
        Arrived?.Invoke(id);
    }
}
