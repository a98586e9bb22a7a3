using System.CommandLine;
using Sdtp.Client;
using Sdtp.Tui.Chat;
using Sdtp.Tui.Chat.Setup;
using Sdtp.Tui.Prompts;

namespace Sdtp.Tui.Commands;

/// <summary>What the program does without a command: the full-screen chat where there is a terminal, else the shell.</summary>
internal static class ChatCommand
{
    internal static void AddTo(RootCommand root, CommandContext context)
    {
        var demo = new Option<bool>("--demo") { Description = "Shows the full-screen chat with invented conversations and no relay." };
        root.Options.Add(demo);
        context.Handle(root, (parse, cancellationToken) => RunAsync(context, parse, parse.GetValue(demo), cancellationToken));
    }

    private static async Task<ExitCode> RunAsync(
        CommandContext context, ParseResult parse, bool isDemo, CancellationToken cancellationToken)
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
            await ChatProgram.RunDemoAsync(context.Clock);
            return ExitCode.Ok;
        }

        var choice = context.Options.Read(parse);
        var options = new MessengerOptions { ClientName = "sdtp-tui/0.1.0", Clock = context.Clock };
        await ChatProgram.RunAsync(
            new SetupChoice(
                choice.Name?.Display,
                (choice.Server ?? RelayAddress.Parse(CommonOptions.DefaultServer)).ToString(),
                new Passphrases(context.Terminal).FromOptions(choice),
                choice.NoPassphrase),
            new ProfileSetup(choice.Home, choice.Server, options),
            options);
        return ExitCode.Ok;
    }
}
