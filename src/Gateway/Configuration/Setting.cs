namespace Sdtp.Gateway.Configuration;

/// <summary>
/// One thing that an operator can set, under three names made from <paramref name="Flag"/>: <c>--data</c>, <c>SDTP_DATA</c> and
/// <c>Sdtp:Data</c> in appsettings.json (<c>--lookups-per-minute</c>, <c>SDTP_LOOKUPS_PER_MINUTE</c>, <c>Sdtp:LookupsPerMinute</c>).
/// </summary>
/// <typeparam name="TOptions">What is set.</typeparam>
/// <param name="Flag">The flag, dashes included.</param>
/// <param name="Placeholder">What stands for the value in the help; empty for a switch.</param>
/// <param name="Description">One line of help.</param>
/// <param name="TryApply">Reads the text into the options; false when it is none of what is expected.</param>
/// <param name="Expected">What the text must be, for the error.</param>
/// <param name="IsSecret">
/// Whether it has no flag, since everybody on the machine can read a command line, and is never repeated.
/// </param>
public sealed record Setting<TOptions>(
    string Flag,
    string Placeholder,
    string Description,
    Func<TOptions, string, bool> TryApply,
    string Expected,
    bool IsSecret = false)
{
    private const string Section = "Sdtp";

    /// <summary>Its name in the environment.</summary>
    public string EnvironmentName => "SDTP_" + Flag.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    /// <summary>Its key in appsettings.json.</summary>
    public string FileKey => FileKeyOf(Flag);

    internal bool IsSwitch => Placeholder.Length == 0;

    internal static string FileKeyOf(string flag) => $"{Section}:{string.Concat(flag.TrimStart('-').Split('-').Select(Capitalised))}";

    internal void Apply(TOptions options, string text, string source)
    {
        if (!TryApply(options, text.Trim()))
        {
            var found = IsSecret ? "" : $"; it is \"{text}\"";
            throw new StartException($"{source} must be {Expected}{found}.", isBadOption: true);
        }
    }

    private static string Capitalised(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
