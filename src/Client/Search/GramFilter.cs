using System.Numerics;
using System.Runtime.InteropServices;

namespace Sdtp.Client.Search;

/// <summary>
/// A Bloom filter over <see cref="Grams"/>: tells for certain that a text is in none of the texts that it was made of, or that it may be.
/// </summary>
/// <param name="bits">The filter, a power of two of bytes.</param>
internal readonly ref struct GramFilter(ReadOnlySpan<byte> bits)
{
    /// <summary>The longest filter. Of texts with too many runs for it it only says more often that another may be there.</summary>
    internal const int LengthBytesMax = 32 * 1_024;

    private const int LengthBytesMin = 64;

    /// <summary>Bits for each run: a text has several runs, and all of their bits must be set.</summary>
    private const int Probes = 4;

    private readonly ReadOnlySpan<byte> _bits = bits;

    /// <summary>The filter of some texts, no longer than it takes for half of its bits to stay clear.</summary>
    internal static byte[] Of(IEnumerable<string> texts)
    {
        var bits = new byte[LengthBytesMax];
        var grams = new List<ulong>();
        foreach (var text in texts)
        {
            grams.Clear();
            Grams.Collect(text, grams);
            foreach (var gram in grams)
            {
                Set(bits, gram);
            }
        }

        return Shortened(bits);
    }

    /// <summary>Whether a text with all of these runs may be among the texts; true for sure when it is.</summary>
    internal bool MayHold(List<ulong> grams)
    {
        foreach (var gram in grams)
        {
            var (at, step) = Spread(gram);
            for (var i = 0; i < Probes; i++, at += step)
            {
                var bit = at & (uint)((_bits.Length * 8) - 1);
                if ((_bits[(int)(bit / 8)] & (1 << (int)(bit % 8))) == 0)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static void Set(byte[] bits, ulong gram)
    {
        var (at, step) = Spread(gram);
        for (var i = 0; i < Probes; i++, at += step)
        {
            var bit = at & ((LengthBytesMax * 8) - 1);
            bits[bit / 8] |= (byte)(1 << (int)(bit % 8));
        }
    }

    /// <summary>
    /// Lays the second half over the first for as long as that leaves half of the bits clear: a place in a filter is the same number in
    /// one of half the length, but for its first bit.
    /// </summary>
    private static byte[] Shortened(byte[] bits)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bits.AsSpan());
        while (words.Length * sizeof(ulong) > LengthBytesMin)
        {
            var first = words[..(words.Length / 2)];
            var second = words[first.Length..];
            var set = 0;
            for (var i = 0; i < first.Length; i++)
            {
                set += BitOperations.PopCount(first[i] | second[i]);
            }

            if (set > first.Length * sizeof(ulong) * 4)
            {
                break;
            }

            for (var i = 0; i < first.Length; i++)
            {
                first[i] |= second[i];
            }

            words = first;
        }

        return MemoryMarshal.AsBytes(words).ToArray();
    }

    /// <summary>
    /// Where the bits of a run are: a start and a step, from the finaliser of MurmurHash3 (public domain). Kept on disk: never to change.
    /// </summary>
    private static (uint Start, uint Step) Spread(ulong gram)
    {
        gram = (gram ^ (gram >> 33)) * 0xFF51AFD7ED558CCD;
        gram = (gram ^ (gram >> 33)) * 0xC4CEB9FE1A85EC53;
        gram ^= gram >> 33;
        return ((uint)gram, (uint)(gram >> 32) | 1);
    }
}
