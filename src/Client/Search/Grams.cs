using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sdtp.Client.Search;

/// <summary>
/// The runs of one, two and three characters in a text, so folded that texts that are equal under
/// <see cref="StringComparison.OrdinalIgnoreCase"/> have the same ones. What holds a text holds all of its runs.
/// </summary>
internal static class Grams
{
    /// <summary>Bits of a character in a run; it counts from 1 there, so that a run of two is none of three.</summary>
    private const int PointBits = 21;

    private const ulong TwoPoints = (1UL << (2 * PointBits)) - 1;
    private const ulong OnePoint = (1UL << PointBits) - 1;

    /// <summary>Behind the first two planes of Unicode no character has cases.</summary>
    private const int CasedPlanesEnd = 0x2_0000;

    /// <summary>For each character of the planes that have cases the first one that it is equal to.</summary>
    private static readonly Lazy<int[]> Folded = new(FoldAll);

    private static readonly Lazy<byte[]> Fingerprint = new(HashCases);

    /// <summary>
    /// A hash of how this program folds. Another version of the runtime, or the same with ICU, may know other letters; what was made with
    /// other cases cannot be asked.
    /// </summary>
    internal static ReadOnlySpan<byte> CasesHash => Fingerprint.Value;

    /// <summary>Adds the runs of a text, each as often as it stands there.</summary>
    internal static void Collect(ReadOnlySpan<char> text, List<ulong> grams)
    {
        var folded = Folded.Value;
        var (before, count) = (0UL, 0);
        for (var i = 0; i < text.Length; i++)
        {
            int point = text[i];
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                point = char.ConvertToUtf32(text[i], text[i + 1]);
                i++;
            }

            point = point < folded.Length ? folded[point] : point;
            var run = (before << PointBits) | ((uint)point + 1);
            count++;
            grams.Add(run & OnePoint);
            if (count > 1)
            {
                grams.Add(run & TwoPoints);
            }

            if (count > 2)
            {
                grams.Add(run);
            }

            before = run & TwoPoints;
        }
    }

    /// <summary>
    /// The runs that every text with this one in it has; none for one that says nothing. A half of a surrogate pair at an end may be part
    /// of a whole one there, and so says nothing.
    /// </summary>
    internal static List<ulong> Required(string text)
    {
        var whole = text.AsSpan();
        whole = whole is [var first, ..] && char.IsLowSurrogate(first) ? whole[1..] : whole;
        whole = whole is [.., var last] && char.IsHighSurrogate(last) ? whole[..^1] : whole;
        var grams = new List<ulong>();
        Collect(whole, grams);
        return grams.Distinct().ToList();
    }

    private static int[] FoldAll()
    {
        // Asked of the comparison itself: with ICU the runtime compares some letters without case of which it does not know the capital.
        var folded = new int[CasedPlanesEnd];
        var first = new Dictionary<string, int>(CasedPlanesEnd, StringComparer.OrdinalIgnoreCase);
        for (var point = 0; point < CasedPlanesEnd; point++)
        {
            var text = point <= char.MaxValue ? ((char)point).ToString() : char.ConvertFromUtf32(point);
            folded[point] = first.TryAdd(text, point) ? point : first[text];
        }

        return folded;
    }

    private static byte[] HashCases()
    {
        var folded = Folded.Value;
        var bytes = new byte[folded.Length * sizeof(int)];
        for (var point = 0; point < folded.Length; point++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(point * sizeof(int)), folded[point]);
        }

        return SHA256.HashData(bytes);
    }
}
