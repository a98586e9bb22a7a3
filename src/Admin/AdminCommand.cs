using System.CommandLine;
using Sdtp.Admin.Backup;
using Sdtp.Admin.Certificates;
using Sdtp.Admin.Explain;
using Sdtp.Admin.Stats;

namespace Sdtp.Admin;

/// <summary>The command line: one verb for each thing that an operator does.</summary>
internal static class AdminCommand
{
    private const string Description =
        "Looks after an SDTP relay or cluster. Exit codes: 0 done, 1 it could not be done, 2 the command line or a setting is wrong, "
        + "130 interrupted.";

    /// <param name="output">Where results go; what went wrong is thrown as <see cref="AdminException"/>.</param>
    internal static RootCommand Create(TextWriter output) => new(Description)
    {
        CertificatesVerb.Create(output, TimeProvider.System),
        ProvisionVerb.Create(output, TimeProvider.System),
        StatsVerb.Create(output, TimeProvider.System),
        ExplainVerb.Create(output, TimeProvider.System),
        BackupVerb.Create(output),
    };
}
