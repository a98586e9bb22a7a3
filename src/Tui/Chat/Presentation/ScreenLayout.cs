using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Presentation;

/// <summary>Where the panes are on a screen of a size. A width or height of zero means: not shown.</summary>
internal sealed record ScreenLayout(int Columns, int Rows, int SidebarColumns, int ChatColumns, int ComposeRows)
{
    /// <summary>Below this width there is one pane.</summary>
    internal const int FoldsBelow = 60;

    private const int HeaderRows = 1;
    private const int StatusRows = 1;
    private const int ComposeFrameRows = 1;
    private const int WideFrom = 100;

    internal bool IsFolded => Columns < FoldsBelow;

    internal int ChatLeft => SidebarColumns == 0 ? 0 : SidebarColumns + 1;

    internal int SidebarRows => Math.Max(0, Rows - StatusRows);

    internal int MessageRows => Math.Max(0, Rows - StatusRows - HeaderRows - ComposeFrameRows - ComposeRows);

    internal int ComposeTop => Rows - StatusRows - ComposeRows;

    /// <summary>Lays a screen out.</summary>
    /// <param name="columns">Columns of the screen.</param>
    /// <param name="rows">Rows of the screen.</param>
    /// <param name="folded">Which pane shows where there is room for one.</param>
    /// <param name="draftRows">Gives the rows that the draft takes in a compose box of a width.</param>
    internal static ScreenLayout Of(int columns, int rows, FoldedPane folded, Func<int, int> draftRows)
    {
        var isFolded = columns < FoldsBelow;
        var sidebar = isFolded
            ? folded == FoldedPane.List ? columns : 0
            : columns >= WideFrom ? 32 : 24;
        var chat = isFolded
            ? folded == FoldedPane.Chat ? columns : 0
            : columns - sidebar - 1;
        var composeMax = Math.Clamp(rows / 3, 1, 10);
        var compose = chat == 0 ? 0 : Math.Clamp(draftRows(chat), 1, composeMax);
        return new ScreenLayout(columns, rows, sidebar, chat, compose);
    }
}
