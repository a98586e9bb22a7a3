namespace Sdtp.Storage.Sqlite.Places;

/// <summary>
/// The row ids of consecutive messages of one mailbox: each id as the difference to the one before, seven bits a byte, lowest first.
/// </summary>
internal static class RunCodec
{
    private const int NumberBytesMax = 10;

    internal static byte[] Encode(ReadOnlySpan<long> ids)
    {
        var buffer = new byte[ids.Length * NumberBytesMax];
        var length = 0;
        var previous = 0L;
        foreach (var id in ids)
        {
            var difference = (ulong)(id - previous);
            for (; difference >= 0x80; difference >>= 7)
            {
                buffer[length++] = (byte)(difference | 0x80);
            }

            buffer[length++] = (byte)difference;
            previous = id;
        }

        return buffer[..length];
    }

    internal static long[] Decode(ReadOnlySpan<byte> bytes, int count)
    {
        var ids = new long[count];
        var position = 0;
        var previous = 0L;
        for (var i = 0; i < count; i++)
        {
            ulong difference = 0;
            for (var shift = 0; ; shift += 7)
            {
                var part = bytes[position++];
                difference |= (ulong)(part & 0x7F) << shift;
                if (part < 0x80)
                {
                    break;
                }
            }

            ids[i] = previous += (long)difference;
        }

        return ids;
    }
}
