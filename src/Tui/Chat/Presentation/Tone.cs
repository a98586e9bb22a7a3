namespace Sdtp.Tui.Chat.Presentation;

/// <summary>What a piece of text means; the theme says what that looks like.</summary>
internal enum Tone
{
    Normal,
    Faint,
    Title,
    Own,
    Theirs,
    Selected,
    SelectedFaint,
    Unread,
    NewLine,
    Good,
    Warning,
    Error,
    Bar,
    BarGood,
    BarWarning,
    Frame,
    Field,
    Match,
    Code,
}
