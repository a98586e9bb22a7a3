namespace Sdtp.Storage.AzureStorage.Tables;

/// <summary>
/// What Azure Tables refuses (learn.microsoft.com: "Understanding the Table service data model", "Performing entity group transactions").
/// The emulator lets much of it pass, so it is checked here.
/// </summary>
internal static class TableLimits
{
    internal const int TransactionRowsMax = 100;
    internal const int TransactionBytesMax = 4 * 1024 * 1024;
    internal const int PropertyBytesMax = 64 * 1024;
    internal const int EntityBytesMax = 1024 * 1024;
    internal const int KeyBytesMax = 1024;
    internal const int PropertiesMax = 252;
    internal const int PropertyNameCharsMax = 255;

    /// <summary>Entities in one answer of a query.</summary>
    internal const int PageRowsMax = 1_000;
}
