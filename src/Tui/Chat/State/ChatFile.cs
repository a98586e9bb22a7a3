using Sdtp.Client;

namespace Sdtp.Tui.Chat.State;

/// <summary>A file in a conversation, as its line shows it.</summary>
/// <param name="Name">The safe name, harmless on one line.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="State">How far it has come.</param>
/// <param name="PartsDone">Parts that the relay has of an own file, or that are here of another.</param>
/// <param name="Parts">All parts.</param>
/// <param name="SavedTo">Where it was saved, harmless on one line; null unless it was.</param>
/// <param name="IsPaused">Whether the mailbox of its recipient is full for now.</param>
internal sealed record ChatFile(
    string Name, int SizeBytes, FileState State, int PartsDone, int Parts, string? SavedTo = null, bool IsPaused = false)
{
    internal int Percent => 100 * PartsDone / Parts;
}
