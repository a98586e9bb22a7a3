using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Commands;

/// <summary>The grammar of the command line, and how a run of it goes.</summary>
internal static class CommandTree
{
    internal static async Task<ExitCode> RunAsync(string[] args, CommandContext context, CancellationToken cancellationToken)
    {
        // A message that begins with @ is a message, and not a file of arguments.
        var parse = Create(context).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parse.Errors is [var first, ..] && parse.Action is not HelpAction and not RootHelp)
        {
            var words = parse.CommandResult.Command is RootCommand ? "sdtp" : $"sdtp {parse.CommandResult.Command.Name}";
            var what = SafeText.Short(first.Message.TrimEnd('.'), 200);
            var failure = new Failure(ExitCode.Usage, what, $"{words} --help shows how to write it");
            failure.WriteTo(context.Terminal.Error);
            return failure.Code;
        }

        var invocation = new InvocationConfiguration
        {
            Output = context.Terminal.Out,
            Error = context.Terminal.Error,
            EnableDefaultExceptionHandler = false,
        };
        if (parse.CommandResult.Command is RootCommand && context.Terminal.CanShowScreens)
        {
            // The full-screen chat gives the terminal back first; the parser would end the program before that.
            invocation.ProcessTerminationTimeout = null;
        }

        return (ExitCode)await parse.InvokeAsync(invocation, cancellationToken);
    }

    private static RootCommand Create(CommandContext context)
    {
        var root = new RootCommand("SDTP: end-to-end-encrypted messages over a relay that cannot read them.");
        context.Options.AddTo(root);
        root.Subcommands.Add(ShellCommand.Create(context));
        root.Subcommands.Add(SendCommand.Create(context));
        root.Subcommands.Add(FetchCommand.Create(context));
        root.Subcommands.Add(LookupCommand.Create(context));
        root.Subcommands.Add(AcceptCommand.Create(context));
        root.Subcommands.Add(IdentityCommands.Create(context));
        ChatCommand.AddTo(root, context);

        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new RootHelp((HelpAction)help.Action!);
        }

        return root;
    }

    /// <summary>The usual help; for the program itself with its exit codes.</summary>
    private sealed class RootHelp(HelpAction usual) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var code = usual.Invoke(parseResult);
            if (parseResult.CommandResult.Command is RootCommand)
            {
                parseResult.InvocationConfiguration.Output.Write(ExitCodes.Table());
            }

            return code;
        }
    }
}
