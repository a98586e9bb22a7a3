using System.Globalization;
using Sdtp.Client;

namespace Sdtp.Tui.Presentation;

/// <summary>How files are named on a terminal. Pure.</summary>
internal static class FileFormat
{
    private const int Kibi = 1_024;

    /// <summary>The size for a person: bytes below 1 KiB, else one digit after the point.</summary>
    internal static string Size(long bytes) => bytes switch
    {
        1 => "1 byte",
        < Kibi => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < Kibi * Kibi => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / Kibi:0.#} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / (Kibi * Kibi):0.#} MiB"),
    };

    /// <summary>The safe name, harmless on one line, and the size.</summary>
    internal static string Title(FileContent file) => $"{SafeText.Line(file.SafeName)} ({Size(file.SizeBytes)})";
}
