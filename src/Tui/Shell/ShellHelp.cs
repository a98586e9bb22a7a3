namespace Sdtp.Tui.Shell;

internal static class ShellHelp
{
    internal const string Text =
        """
        LOOKUP <username>          shows a user's userID, public key and safety number
        SEND <username> <message>  seals the message and sends it
        FETCH                      shows new messages, and acknowledges them
        SAVE                       lists the files that wait here
        SAVE <number> [<folder>]   writes one of them to the folder
        ACCEPT <username>          accepts a changed key that LOOKUP has shown
        HELP                       shows this
        EXIT                       logs out

        """;
}
