using System.CommandLine;
using Sdtp.Client;
using Sdtp.Tui.Chat;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Settings;
using Sdtp.Tui.Chat.Setup;
using Sdtp.Tui.Chat.Views;
using Sdtp.Tui.Presentation;
using Sdtp.Tui.Prompts;
using Sdtp.Tui.Sessions;

namespace Sdtp.Tui.Commands;

/// <summary>What the program does without a command: the full-screen chat where there is a terminal, else the shell.</summary>
internal static class ChatCommand
{
    internal static void AddTo(RootCommand root, CommandContext context)
    {
        var demo = new Option<bool>("--demo") { Description = "Shows the full-screen chat with invented conversations and no relay." };
        var theme = new Option<string?>("--theme")
        {
            Description = $"The colours of the full-screen chat: {string.Join(", ", ScreenSettings.Themes)}. Before NO_COLOR and /theme.",
            HelpName = "NAME",
        };
        var keys = new Option<string?>("--keys")
        {
            Description = $"The keys of the full-screen chat: {string.Join(" or ", ScreenSettings.KeyProfiles)}. Before /keys.",
            HelpName = "NAME",
        };
        root.Options.Add(demo);
        root.Options.Add(theme);
        root.Options.Add(keys);
        context.Handle(root, (parse, cancellationToken) => RunAsync(
            context, parse, parse.GetValue(demo), Read(parse.GetValue(theme), parse.GetValue(keys)), cancellationToken));
    }

    private static ScreenSettings Read(string? theme, string? keys) => new(
        theme is null ? null : ScreenSettings.ThemeOf(theme) ?? throw Unknown("theme", theme, ScreenSettings.Themes),
        keys is null ? null : ScreenSettings.KeysOf(keys) ?? throw Unknown("key profile", keys, ScreenSettings.KeyProfiles));

    private static CommandFailedException Unknown(string what, string word, IReadOnlyList<string> known) => CommonOptions.Wrong(
        $"there is no {what} '{SafeText.Short(word, 40)}'", $"there are {string.Join(", ", known)}");

    private static async Task<ExitCode> RunAsync(
        CommandContext context, ParseResult parse, bool isDemo, ScreenSettings given, CancellationToken cancellationToken)
    {
        if (!context.Terminal.CanShowScreens)
        {
            if (isDemo)
            {
                throw CommonOptions.Wrong("the demo needs a terminal", "run it without redirecting input or output");
            }

            context.Terminal.Error.WriteLine("No command given: opening the shell. sdtp --help lists the commands.");
            return await ShellCommand.RunAsync(context, parse, cancellationToken);
        }

        if (isDemo)
        {
            // It writes nothing, and shows itself the same to everybody.
            await ChatProgram.RunDemoAsync(
                context.Clock, ChatPreferences.Starting(given, ScreenSettings.Unchosen, Theme.IsColourForbidden()));
            return ExitCode.Ok;
        }

        await RunChatAsync(context, context.Options.Read(parse), given);
        return ExitCode.Ok;
    }

    private static async Task RunChatAsync(CommandContext context, SessionChoice choice, ScreenSettings given)
    {
        var options = new MessengerOptions { ClientName = "sdtp-tui/0.1.0", Clock = context.Clock };
        var settings = new ScreenSettingsFile(choice.Home);
        var preferences = ChatPreferences.Starting(given, settings.Read(), Theme.IsColourForbidden());
        preferences.Chosen += settings.Keep;
        await ChatProgram.RunAsync(
            new SetupChoice(
                choice.Name?.Display,
                (choice.Server ?? RelayAddress.Parse(CommonOptions.DefaultServer)).ToString(),
                new Passphrases(context.Terminal).FromOptions(choice),
                choice.NoPassphrase),
            new ProfileSetup(choice.Home, choice.Server, options),
            options,
            preferences);
        try
        {
            await settings.KeptAsync();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            context.Terminal.Error.WriteLine($"Theme and keys are not kept: {SafeText.Short(error.Message, 300)}");
        }
    }
}
