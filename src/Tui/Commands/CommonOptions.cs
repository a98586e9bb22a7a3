using System.CommandLine;
using Sdtp.Client;
using Sdtp.Protocol.Identifiers;
using Sdtp.Tui.Presentation;
using Sdtp.Tui.Sessions;

namespace Sdtp.Tui.Commands;

/// <summary>The options that every command takes: who to be, where, and how to unlock it.</summary>
internal sealed class CommonOptions
{
    private readonly Option<string?> _username = new("--username", "-u")
    {
        Description = "The identity to use; may be left out when there is only one on this machine.",
        HelpName = "NAME",
        Recursive = true,
    };

    private readonly Option<string?> _server = new("--server", "-s")
    {
        Description = "The relay, as it prints itself at start, several gateways as host:port,host2:port2#fingerprint; remembered with the "
            + $"identity. Default {DefaultServer}.",
        HelpName = "ADDRESS",
        Recursive = true,
    };

    private readonly Option<string?> _home = new("--home")
    {
        Description = "The folder of all identities. Default $SDTP_HOME, else $XDG_DATA_HOME/sdtp, else ~/.local/share/sdtp.",
        HelpName = "DIR",
        Recursive = true,
    };

    private readonly Option<string?> _passphraseFile = new("--passphrase-file")
    {
        Description = "A file whose first line is the passphrase.",
        HelpName = "FILE",
        Recursive = true,
    };

    private readonly Option<bool> _noPassphrase = new("--no-passphrase")
    {
        Description = "Make or open a keystore without a passphrase: whoever reads the file is you.",
        Recursive = true,
    };

    /// <summary>Where a relay listens when nothing else is said.</summary>
    internal const string DefaultServer = "sdtp://127.0.0.1:5000";

    internal void AddTo(RootCommand root)
    {
        root.Options.Add(_username);
        root.Options.Add(_server);
        root.Options.Add(_home);
        root.Options.Add(_passphraseFile);
        root.Options.Add(_noPassphrase);
    }

    /// <exception cref="CommandFailedException">An option has a value that it cannot have.</exception>
    internal SessionChoice Read(ParseResult parse)
    {
        var passphraseFile = parse.GetValue(_passphraseFile);
        var noPassphrase = parse.GetValue(_noPassphrase);
        if (noPassphrase && passphraseFile is not null)
        {
            throw Wrong("--passphrase-file and --no-passphrase contradict each other", "give one of them");
        }

        return new SessionChoice
        {
            Home = Path.GetFullPath(parse.GetValue(_home) ?? Profile.DefaultHome()),
            Name = parse.GetValue(_username) is { } name ? ReadUsername(name) : null,
            Server = parse.GetValue(_server) is { } server ? ReadServer(server) : null,
            PassphraseFile = passphraseFile,
            NoPassphrase = noPassphrase,
        };
    }

    internal static Username ReadUsername(string text) => Username.TryParse(text, out var username)
        ? username
        : throw Wrong(
            $"'{SafeText.Short(text, 40)}' is not a username",
            $"a username is {Username.LengthMin} to {Username.LengthMax} of A-Z a-z 0-9 _ . -");

    internal static CommandFailedException Wrong(string what, string hint) => new(new Failure(ExitCode.Usage, what, hint));

    private static RelayAddress ReadServer(string text) => RelayAddress.TryParse(text, out var address)
        ? address
        : throw Wrong(
            $"'{SafeText.Short(text, 100)}' is not a relay address",
            "write host, host:port or sdtp://host:port#FINGERPRINT, as the relay prints it; several gateways: host:port,host2:port2");
}
