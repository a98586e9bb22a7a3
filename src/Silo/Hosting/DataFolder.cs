namespace Sdtp.Silo.Hosting;

/// <summary>The relay's folder: made on the first start for its owner alone, and checked before anything is put there.</summary>
internal static class DataFolder
{
    internal static string Prepare(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(full);
            }
            else
            {
                Directory.CreateDirectory(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            // Permissions alone do not tell: the file system may be read-only or full.
            using var probe = new FileStream(
                Path.Combine(full, $".probe-{Environment.ProcessId}"), FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            probe.WriteByte(0);
            return full;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SiloStartException($"The data folder {full} cannot be written: {e.Message} Choose another with --data, or mend its permissions.", inner: e);
        }
    }
}
