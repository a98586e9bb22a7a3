using System.Globalization;
using Azure.Data.Tables;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Storage.AzureStorage.Mailboxes;

/// <summary>
/// A mailbox is one partition, named by the userID: the row <c>head</c>, and a row <c>m</c> + 16 hex digits for every message, so that text
/// order is sequence order.
/// </summary>
internal static class MailboxKeys
{
    internal const string Head = "head";
    private const char MessagePrefix = 'm';

    // Follows every message row and is none.
    private const string MessagesEnd = "n";

    internal static string Partition(UserId mailbox) => mailbox.ToString();

    internal static string Message(ulong sequence) => string.Create(CultureInfo.InvariantCulture, $"{MessagePrefix}{sequence:x16}");

    internal static ulong Sequence(string rowKey) =>
        ulong.Parse(rowKey.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>The filter of every message row from a sequence on.</summary>
    internal static string MessagesFrom(UserId mailbox, ulong from) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {Partition(mailbox)} and RowKey ge {Message(from)} and RowKey lt {MessagesEnd}");
}
