namespace Sdtp.Tui.Chat.Presentation;

/// <summary>The 60 digits in rows that can be read out.</summary>
internal static class SafetyNumberFormat
{
    private const int GroupsPerRow = 4;

    internal static IEnumerable<StyledLine> Lines(string number) => number
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Chunk(GroupsPerRow)
        .Select(row => new StyledLine("  " + string.Join("  ", row), Tone.Title));
}
