using System.CommandLine;
using Sdtp.Admin.Certificates;

namespace Sdtp.Admin;

/// <summary>The command line: one verb for each thing that an operator does.</summary>
internal static class AdminCommand
{
    /// <param name="output">Where results go; what went wrong is thrown as <see cref="AdminException"/>.</param>
    internal static RootCommand Create(TextWriter output) => new("Looks after an SDTP relay or cluster.")
    {
        CertificatesVerb.Create(output, TimeProvider.System),
        ProvisionVerb.Create(output, TimeProvider.System),
    };
}
