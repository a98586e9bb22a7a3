namespace Sdtp.Clustering.Tls;

/// <summary>Writes a folder of cluster certificates. Nothing that is there is ever replaced.</summary>
public static class ClusterCertificates
{
    /// <summary>
    /// Makes the certificates of both roles, and the authority where there is none yet. For a renewal the authority comes from
    /// <paramref name="authorityFolder"/>, and its key is not copied.
    /// </summary>
    /// <param name="folder">Where they go; made when it does not exist.</param>
    /// <param name="authorityFolder">Where <c>ca.pem</c> and <c>ca.key</c> lie, or null for those in <paramref name="folder"/>.</param>
    /// <param name="days">For how many days from now silo and gateway certificates are valid.</param>
    /// <param name="clock">Says what now is.</param>
    /// <returns>The files written, in order.</returns>
    /// <exception cref="ClusterTlsException">A file is in the way, missing, damaged, or cannot be written.</exception>
    public static IReadOnlyList<string> Make(string folder, string? authorityFolder, int days, TimeProvider clock)
    {
        ClusterRole[] roles = [ClusterRole.Silo, ClusterRole.Gateway];
        foreach (var name in roles.SelectMany(role => new[] { ClusterFiles.Certificate(role), ClusterFiles.Key(role) }))
        {
            RefuseExisting(folder, name, "name another folder with --out, and take the authority from here with --authority");
        }

        var files = new List<(string Name, string Text)>();
        using var authority = FindAuthority(folder, authorityFolder, clock, files);
        foreach (var role in roles)
        {
            using var certificate = authority.Issue(role, days, clock);
            files.Add((ClusterFiles.Key(role), ClusterAuthority.ExportKeyPem(certificate)));
            files.Add((ClusterFiles.Certificate(role), certificate.ExportCertificatePem()));
        }

        return Write(folder, files);
    }

    /// <summary>
    /// Writes files that may be there already. Each is replaced at once; a stop between two of them leaves a pair that does not fit, which
    /// nobody takes for good.
    /// </summary>
    internal static IReadOnlyList<string> Replace(string folder, IReadOnlyList<(string Name, string Text)> files)
    {
        try
        {
            var aside = files.Select(file => (Name: file.Name + ".new", file.Text)).ToList();
            CreateFolder(folder);
            aside.ForEach(file => File.Delete(Path.Combine(folder, file.Name)));
            foreach (var (path, name) in Write(folder, aside).Zip(files.Select(file => file.Name)))
            {
                File.Move(path, Path.Combine(folder, name), overwrite: true);
            }

            return [.. files.Select(file => Path.Combine(folder, file.Name))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClusterTlsException($"{folder} cannot be written: {e.Message}", e);
        }
    }

    private static ClusterAuthority FindAuthority(
        string folder, string? authorityFolder, TimeProvider clock, List<(string Name, string Text)> files)
    {
        if (authorityFolder is not null && Path.GetFullPath(authorityFolder) != Path.GetFullPath(folder))
        {
            RefuseExisting(folder, ClusterFiles.Authority, "name an empty folder with --out");
            RefuseExisting(folder, ClusterFiles.AuthorityKey, "name an empty folder with --out");
            var given = ClusterAuthority.Load(authorityFolder);
            files.Add((ClusterFiles.Authority, given.ExportCertificatePem()));
            return given;
        }

        if (authorityFolder is not null || Exists(folder, ClusterFiles.Authority) || Exists(folder, ClusterFiles.AuthorityKey))
        {
            return ClusterAuthority.Load(folder);
        }

        var made = ClusterAuthority.Create(clock);
        files.Add((ClusterFiles.AuthorityKey, made.ExportKeyPem()));
        files.Add((ClusterFiles.Authority, made.ExportCertificatePem()));
        return made;
    }

    private static bool Exists(string folder, string name) => Path.Exists(Path.Combine(folder, name));

    private static void RefuseExisting(string folder, string name, string advice)
    {
        if (Exists(folder, name))
        {
            throw new ClusterTlsException($"{Path.Combine(folder, name)} exists and is not replaced: {advice}.");
        }
    }

    private static List<string> Write(string folder, List<(string Name, string Text)> files)
    {
        try
        {
            CreateFolder(folder);
            var written = new List<string>();
            foreach (var (name, text) in files)
            {
                var path = Path.Combine(folder, name);
                WriteNew(path, text + "\n");
                written.Add(path);
            }

            return written;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClusterTlsException($"{folder} cannot be written: {e.Message}", e);
        }
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void WriteNew(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(path, options);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(text));
        stream.Flush(flushToDisk: true);
    }
}
