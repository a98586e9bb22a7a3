using System.CommandLine;
using Sdtp.Clustering.Tls;

namespace Sdtp.Admin.Certificates;

/// <summary><c>sdtp-admin provision</c>: the certificates of a cluster, each part's in a folder of its own, renewed in time.</summary>
internal static class ProvisionVerb
{
    internal static Command Create(TextWriter output, TimeProvider clock)
    {
        var folder = new Option<string>("--out")
        {
            Description = "Folder in which authority/, silo/ and gateway/ are kept.",
            HelpName = "FOLDER",
            Required = true,
        };
        var days = DaysOption.Create();
        var command = new Command(
            "provision",
            "Makes the certificates for --cluster-tls where they are missing, and renews those that end within 30 days; safe to repeat.")
        {
            folder, days,
        };
        command.SetAction(parsed => Provide(parsed.GetValue(folder)!, parsed.GetValue(days), output, clock));
        return command;
    }

    private static void Provide(string folder, int days, TextWriter output, TimeProvider clock)
    {
        try
        {
            foreach (var path in ClusterFolders.Provide(folder, days, clock))
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
