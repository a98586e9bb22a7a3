namespace Sdtp.Tui.Chat.State;

/// <summary>The two ends of a conversation, where a message id says which part of it is wanted.</summary>
internal static class HistoryPlace
{
    internal const long Oldest = 0;

    internal const long Newest = long.MaxValue;
}
