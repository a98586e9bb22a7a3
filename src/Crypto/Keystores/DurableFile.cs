using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Sdtp.Crypto.Keystores;

/// <summary>
/// Writes a whole file so that a crash at any moment leaves the old bytes or the new ones, readable by its owner alone: a temporary file in
/// the same folder (mode 0600), flushed, renamed, and the folder flushed.
/// </summary>
internal static class DurableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string TemporarySuffix = ".tmp";

    internal static void Write(string path, ReadOnlySpan<byte> bytes, bool overwrite)
    {
        var temporary = path + TemporarySuffix;

        // What a crash left behind goes first: only a file that did not exist is sure to get our mode, and not to be a link.
        File.Delete(temporary);
        try
        {
            WriteTemporary(temporary, bytes);
            File.Move(temporary, path, overwrite);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    private static void WriteTemporary(string temporary, ReadOnlySpan<byte> bytes)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var file = new FileStream(temporary, options);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Without this the rename itself can be lost with the power. Windows has no such call and needs none.</summary>
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, flags: 0);
        if (descriptor < 0)
        {
            throw new IOException($"{folder} could not be opened to flush it: {new Win32Exception().Message}");
        }

        try
        {
            if (Flush(descriptor) != 0)
            {
                throw new IOException($"{folder} could not be flushed: {new Win32Exception().Message}");
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Flush(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
