using Sdtp.Crypto.Contents;

namespace Sdtp.Client;

/// <summary>How much the local store keeps of files, each counted with its whole size from its first part until it has gone.</summary>
public static class FileLimits
{
    /// <summary>The largest file that can be sent: 10 MiB.</summary>
    public const int SizeBytesMax = FileManifest.SizeBytesMax;

    /// <summary>Most own files that wait to be sent or have failed.</summary>
    public const int OwnFilesMax = 16;

    /// <summary>Most files of one sender.</summary>
    public const int SenderFilesMax = 16;

    /// <summary>Most bytes of the files of one sender: 64 MiB.</summary>
    public const long SenderBytesMax = 64L * 1_024 * 1_024;

    /// <summary>Most files of all senders together who are no contacts.</summary>
    public const int StrangersFilesMax = 16;

    /// <summary>Most bytes of the files of all senders together who are no contacts: 32 MiB.</summary>
    public const long StrangersBytesMax = 32L * 1_024 * 1_024;

    /// <summary>Most received files in all.</summary>
    public const int FilesMax = 256;

    /// <summary>Most bytes of received files in all: 256 MiB.</summary>
    public const long BytesMax = 256L * 1_024 * 1_024;

    /// <summary>Most parts to one recipient that the relay has not confirmed; few enough for a text to overtake a file soon.</summary>
    public const int PartsUnconfirmedMax = 8;

    /// <summary>A file of which no part has moved for so long is given up.</summary>
    public static readonly TimeSpan ExpireAfter = TimeSpan.FromDays(30);
}
