using Sdtp.TestKit;

namespace Sdtp.Crypto.Tests.Forging;

/// <summary>The documents, as text that tests hold against the code: whichever page an example stands on.</summary>
internal static class Documents
{
    private static readonly Lazy<string> Text = new(() =>
        string.Concat(Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md").Order(StringComparer.Ordinal).Select(File.ReadAllText)));

    /// <summary>Without line breaks and blanks, so that long hex can be broken into lines.</summary>
    private static readonly Lazy<string> Packed = new(() => string.Concat(Text.Value.Where(c => !char.IsWhiteSpace(c))));

    internal static bool Say(string words) => Text.Value.Contains(words, StringComparison.Ordinal);

    internal static bool Show(string hex) => Packed.Value.Contains(hex, StringComparison.Ordinal);
}
