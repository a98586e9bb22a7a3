using System.Globalization;
using System.Text;

namespace Sdtp.Tui.Commands;

/// <summary>What the program tells its caller when it ends. The numbers are stable: scripts depend on them.</summary>
internal enum ExitCode
{
    /// <summary>Everything asked for was done.</summary>
    Ok = 0,

    /// <summary>A failure that nobody foresaw.</summary>
    Unexpected = 1,

    /// <summary>The command line is wrong.</summary>
    Usage = 2,

    /// <summary>The relay cannot be reached, or the connection was lost for good.</summary>
    CannotConnect = 3,

    /// <summary>The relay answered, and said no.</summary>
    Refused = 4,

    /// <summary>No such identity, a wrong passphrase, or a damaged keystore.</summary>
    Identity = 5,

    /// <summary>A contact's key changed, or the relay's answer fails its checks. Nothing was sent.</summary>
    Untrusted = 6,

    /// <summary>The relay shows another identity than the one that was trusted.</summary>
    ServerIdentityChanged = 7,

    /// <summary>Another program on this machine is using the identity.</summary>
    IdentityInUse = 8,

    /// <summary>Another device of the same identity took over receiving.</summary>
    ReceiverReplaced = 9,

    /// <summary>Stopped by Ctrl-C or a termination signal.</summary>
    Interrupted = 130,
}

/// <summary>The table of exit codes as <c>sdtp --help</c> prints it.</summary>
internal static class ExitCodes
{
    internal static string Describe(ExitCode code) => code switch
    {
        ExitCode.Ok => "done",
        ExitCode.Unexpected => "an unexpected failure",
        ExitCode.Usage => "the command line is wrong",
        ExitCode.CannotConnect => "the relay cannot be reached",
        ExitCode.Refused => "the relay refused the request",
        ExitCode.Identity => "no such identity, wrong passphrase or damaged keystore",
        ExitCode.Untrusted => "a contact's key changed or cannot be checked; nothing was sent",
        ExitCode.ServerIdentityChanged => "the relay's identity changed; nothing was sent",
        ExitCode.IdentityInUse => "another program is using this identity",
        ExitCode.ReceiverReplaced => "another device took over receiving",
        ExitCode.Interrupted => "interrupted",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "An exit code without a description."),
    };

    internal static string Table()
    {
        var table = new StringBuilder("Exit codes:\n");
        foreach (var code in Enum.GetValues<ExitCode>())
        {
            table.Append(CultureInfo.InvariantCulture, $"  {(int)code,-4} {Describe(code)}\n");
        }

        return table.ToString();
    }
}
