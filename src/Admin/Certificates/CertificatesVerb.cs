using System.CommandLine;
using Sdtp.Clustering.Tls;

namespace Sdtp.Admin.Certificates;

/// <summary><c>sdtp-admin certificates</c>: makes what silos and gateways prove themselves to each other with.</summary>
internal static class CertificatesVerb
{
    internal static Command Create(TextWriter output, TimeProvider clock)
    {
        var folder = new Option<string>("--out")
        {
            Description = "Folder to write to, made when it does not exist. Nothing in it is replaced.",
            HelpName = "FOLDER",
            Required = true,
        };
        var authority = new Option<string?>("--authority")
        {
            Description = "Folder with ca.pem and ca.key of an earlier run: new certificates for the same cluster.",
            HelpName = "FOLDER",
        };
        var days = DaysOption.Create();
        var command = new Command("certificates", "Makes the certificates for --cluster-tls: authority, silo and gateway.")
        {
            folder, authority, days,
        };
        command.SetAction(parsed => Make(parsed.GetValue(folder)!, parsed.GetValue(authority), parsed.GetValue(days), output, clock));
        return command;
    }

    private static void Make(string folder, string? authorityFolder, int days, TextWriter output, TimeProvider clock)
    {
        try
        {
            foreach (var path in ClusterCertificates.Make(folder, authorityFolder, days, clock))
            {
                output.WriteLine(path);
            }
        }
        catch (ClusterTlsException e)
        {
            throw new AdminException(e.Message, e);
        }
    }
}
