using System.Buffers.Binary;
using Sdtp.Client.Search;

namespace Sdtp.Client.Store;

/// <summary>
/// Sealed filters, each of the texts of one block of the history, by which a search knows where it need not look. They are made from the
/// history and hold nothing that is not in it, so one that is missing, or does not open, is made anew.
/// </summary>
internal sealed class SearchStore(StoreFile file)
{
    /// <summary>Entries of a block: those whose number divided by this gives the same.</summary>
    internal const int BlockEntries = 64;

    /// <summary>The filters that there are of a run of blocks, sealed.</summary>
    internal Dictionary<long, byte[]> Sealed(long firstBlock, long lastBlock) => file
        .Query(
            "SELECT block, record FROM search_blocks WHERE block >= $1 AND block <= $2",
            r => (Block: r.GetInt64(0), Record: r.GetFieldValue<byte[]>(1)),
            firstBlock,
            lastBlock)
        .ToDictionary(row => row.Block, row => row.Record);

    internal byte[] Seal(long block, ReadOnlySpan<byte> filter) => file.Cipher.Seal(filter, Place(block));

    /// <summary>False for a filter that was changed or moved, and for one that folds letters otherwise than this program.</summary>
    internal bool TryOpen(long block, byte[] record, out byte[] filter) => file.Cipher.TryOpen(record, Place(block), out filter);

    internal void Put(long block, byte[] record) =>
        file.Execute("INSERT OR REPLACE INTO search_blocks (block, record) VALUES ($1, $2)", block, record);

    /// <summary>Takes the filters away that know of a chat. Call it in the transaction that deletes its entries, before that.</summary>
    internal void ForgetChat(byte[] chatKey) => file.Execute(
        $"DELETE FROM search_blocks WHERE block IN (SELECT id / {BlockEntries} FROM history WHERE chat_key = $1)", chatKey);

    private static byte[] Place(long block)
    {
        var number = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(number, block);
        return [.. "search block"u8, .. number, .. Grams.CasesHash];
    }
}
