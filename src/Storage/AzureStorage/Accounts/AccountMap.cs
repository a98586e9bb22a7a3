using System.Buffers.Binary;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Storage.AzureStorage.Accounts;

/// <summary>
/// Which account of the list holds a mailbox. UserIDs are hashes, so their first 32 bits are evenly spread: the account is <c>bits *
/// accounts / 2^32</c>. A list in which every entry is written twice in a row maps every user to the account where they are, which is how a
/// relay grows.
/// </summary>
internal static class AccountMap
{
    internal static int IndexOf(UserId user, int accounts)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(accounts);
        Span<byte> bytes = stackalloc byte[UserId.Length];
        user.CopyTo(bytes);
        return (int)((BinaryPrimitives.ReadUInt32BigEndian(bytes) * (ulong)accounts) >> 32);
    }
}
