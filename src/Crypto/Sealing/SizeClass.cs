using System.Diagnostics.CodeAnalysis;

namespace Sdtp.Crypto.Sealing;

/// <summary>The five lengths that a padded plaintext can have, so that a relay learns little from the length of a message.</summary>
internal static class SizeClass
{
    internal const int Largest = 65_536;

    private static ReadOnlySpan<int> Classes => [256, 1_024, 4_096, 16_384, Largest];

    /// <summary>The smallest class that holds this many bytes.</summary>
    internal static bool TryFit(int plaintextBytes, [NotNullWhen(true)] out int? classBytes)
    {
        foreach (var candidate in Classes)
        {
            if (plaintextBytes <= candidate)
            {
                classBytes = candidate;
                return true;
            }
        }

        classBytes = null;
        return false;
    }

    internal static bool Contains(int bytes) => Classes.Contains(bytes);
}
