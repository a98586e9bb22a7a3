using System.CommandLine;
using Sdtp.Tui.Presentation;
using Sdtp.Tui.Prompts;
using Sdtp.Tui.Sessions;

namespace Sdtp.Tui.Commands;

internal static class IdentityCommands
{
    internal static Command Create(CommandContext context) =>
        new("identity", "Shows an identity of this machine, or carries it to another one.")
        {
            CreateShow(context),
            CreateExport(context),
            CreateImport(context),
            CreateNewStore(context),
        };

    private static Command CreateShow(CommandContext context)
    {
        var command = new Command("show", "Shows the username, userID, public key, relay and folder.");
        context.Handle(command, async (parse, cancellationToken) =>
        {
            context.WriteLines(IdentityFormat.Card(await context.Identities.ShowAsync(context.Options.Read(parse), cancellationToken)));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command CreateExport(CommandContext context)
    {
        var output = new Option<string>("--out", "-o")
        {
            Description = "The file to write; it must not exist.",
            HelpName = "FILE",
            Required = true,
        };
        var pkcs8 = new Option<bool>("--pkcs8")
        {
            Description = "Write the bare identity key WITHOUT protection, and without the sealing keys.",
        };
        var bundleFile = BundlePassphraseFile();
        var command = new Command("export", "Writes the identity with all its keys to an encrypted file.") { output, pkcs8, bundleFile };
        context.Handle(command, async (parse, cancellationToken) =>
        {
            var choice = context.Options.Read(parse);
            var path = parse.GetRequiredValue(output);
            KeyFiles.DemandAbsent(path);
            if (parse.GetValue(pkcs8))
            {
                context.Terminal.Error.WriteLine(
                    "warning: the file holds the identity key without protection: whoever reads it is you. "
                    + "It holds no sealing keys: messages sealed to them cannot be read with it.");
                KeyFiles.Write(path, await context.Identities.ExportPemAsync(choice, cancellationToken));
            }
            else
            {
                var passphrase = await BundlePassphraseAsync(context, parse.GetValue(bundleFile), isNew: true, cancellationToken);
                KeyFiles.Write(path, await context.Identities.ExportBundleAsync(choice, passphrase, cancellationToken));
            }

            context.Terminal.Out.WriteLine($"[exported] {path}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command CreateImport(CommandContext context)
    {
        var input = new Argument<string>("file") { Description = "A file that identity export wrote." };
        var pkcs8 = new Option<bool>("--pkcs8") { Description = "The file is a bare PKCS#8 key in PEM; needs --username." };
        var bundleFile = BundlePassphraseFile();
        var command = new Command("import", "Makes an identity on this machine from an exported file.") { input, pkcs8, bundleFile };
        context.Handle(command, async (parse, cancellationToken) =>
        {
            var choice = context.Options.Read(parse);
            var content = KeyFiles.Read(parse.GetRequiredValue(input));
            IdentityCard card;
            if (parse.GetValue(pkcs8))
            {
                context.Terminal.Error.WriteLine(
                    "warning: a bare key brings no sealing keys: messages that wait for this identity can no longer be read.");
                card = choice.Name is null
                    ? throw CommonOptions.Wrong("a bare key does not say whose it is", "name it: --username NAME")
                    : await context.Identities.ImportPemAsync(choice, content, cancellationToken);
            }
            else
            {
                var passphrase = await BundlePassphraseAsync(context, parse.GetValue(bundleFile), isNew: false, cancellationToken);
                card = await context.Identities.ImportBundleAsync(choice, content, passphrase, cancellationToken);
            }

            context.WriteLines(["[imported]", .. IdentityFormat.Card(card)]);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command CreateNewStore(CommandContext context)
    {
        var command = new Command("new-store", "Gives an identity whose local store is lost an empty one; sets the old one aside.");
        context.Handle(command, async (parse, cancellationToken) =>
        {
            var card = await context.Identities.NewStoreAsync(context.Options.Read(parse), cancellationToken);
            context.Terminal.Error.WriteLine(
                "warning: pins, ids of received messages and history are not in the new store: compare safety numbers again. "
                + "Messages that waited before may be shown a second time.");
            context.WriteLines(["[new store]", .. IdentityFormat.Card(card)]);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Option<string?> BundlePassphraseFile() => new("--bundle-passphrase-file")
    {
        Description = "A file whose first line is the passphrase of the exported file; asked for when left out.",
        HelpName = "FILE",
    };

    private static async Task<string> BundlePassphraseAsync(
        CommandContext context, string? file, bool isNew, CancellationToken cancellationToken)
    {
        var passphrases = new Passphrases(context.Terminal);
        if (file is not null)
        {
            return passphrases.ReadFile(file);
        }

        if (!context.Terminal.IsInteractive)
        {
            throw CommonOptions.Wrong(
                "the exported file has a passphrase of its own, and there is no terminal to ask on", "give --bundle-passphrase-file FILE");
        }

        return isNew
            ? await passphrases.AskTwiceAsync("the exported file", cancellationToken)
            : await passphrases.ForOpeningAsync("the exported file", cancellationToken);
    }
}
