using Sdtp.Gateway.Configuration;

namespace Sdtp.Silo.Configuration;

/// <summary>Reads the options of the relay program.</summary>
internal static class SiloOptionsReader
{
    /// <exception cref="StartException">Something given is not what it must be.</exception>
    internal static SiloOptions Read(
        IReadOnlyDictionary<string, string> flags, Func<string, string?> environment, IEnumerable<string> folders) =>
        OptionsReader.Read(Settings.All, flags, environment, folders);
}
