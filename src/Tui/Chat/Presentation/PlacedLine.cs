namespace Sdtp.Tui.Chat.Presentation;

/// <summary>A line at its place on the screen.</summary>
internal readonly record struct PlacedLine(int Column, int Row, StyledLine Line);
