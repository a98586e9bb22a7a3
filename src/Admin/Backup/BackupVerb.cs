using System.CommandLine;
using System.Globalization;
using Sdtp.Admin.Configuration;

namespace Sdtp.Admin.Backup;

/// <summary><c>sdtp-admin backup</c>: a copy from which a relay can start, taken while it runs.</summary>
internal static class BackupVerb
{
    internal static Command Create(TextWriter output)
    {
        var target = new Argument<string>("target")
        {
            Description = "Folder to write to, made when it does not exist. Nothing in it is replaced.",
            HelpName = "FOLDER",
        };
        return RelayVerb.Create(
            "backup",
            "Copies database and TLS identity of a running relay into a folder that a relay can start from.",
            target,
            (options, folder, isJson, _) =>
            {
                var backup = RelayBackup.Write(options, folder!);
                if (isJson)
                {
                    Output.WriteJson(output, backup);
                }
                else
                {
                    Write(output, backup);
                }

                return Task.CompletedTask;
            });
    }

    private static void Write(TextWriter output, BackupReport backup)
    {
        Output.WriteLine(output, "folder", backup.Folder);
        Output.WriteLine(output, "database", string.Create(CultureInfo.InvariantCulture, $"{backup.Bytes / 1048576.0:N1} MiB, checked"));
        Output.WriteLine(output, "serverID", backup.ServerId);
        Output.WriteLine(output, "TLS identity", backup.Fingerprint is { } pin
            ? $"#{pin}"
            : "not in the data folder: keep the files of --certificate and --certificate-key as well");
        Output.WriteLine(output, "restore", $"sdtp-silo --data {backup.Folder}");
    }
}
