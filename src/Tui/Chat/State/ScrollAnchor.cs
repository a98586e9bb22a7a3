namespace Sdtp.Tui.Chat.State;

/// <summary>
/// What stands at the bottom of the message pane: a message, and how many of its last lines are below the edge. Tied to a message and
/// not to a count of lines, so that a new width or a new message moves nothing, and drawing costs the same at any depth.
/// </summary>
internal readonly record struct ScrollAnchor(int Index, int LinesBelow);
