using System.Formats.Tar;

namespace Sdtp.Client;

/// <summary>Tells an ordinary file from a pipe, a socket or a device without opening it: that could wait for ever.</summary>
internal static class OrdinaryFile
{
    /// <summary>Whether it is one. For what is no link and says that it has no bytes, since it is written to memory.</summary>
    /// <exception cref="IOException">It cannot be read, or is a socket.</exception>
    internal static bool Is(string path)
    {
        BlockingCalls.Announce("A file was looked at");
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            // In the base library only the writer of archives looks at what kind of a file it is.
            writer.WriteEntry(path, "file");
        }

        archive.Position = 0;
        using var reader = new TarReader(archive);
        return reader.GetNextEntry()?.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile;
    }
}
