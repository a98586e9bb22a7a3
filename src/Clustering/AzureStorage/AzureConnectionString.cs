using Azure.Data.Tables;

namespace Sdtp.Clustering.AzureStorage;

/// <summary>Whether a text can be a connection string, asked before it is used: what is said then must not repeat it.</summary>
public static class AzureConnectionString
{
    /// <summary>Whether it names the tables of a storage account. Nothing is asked of the account.</summary>
    /// <param name="text">The text.</param>
    public static bool IsValid(string text)
    {
        try
        {
            _ = new TableServiceClient(text);
            return true;
        }
        catch (Exception refused) when (refused is ArgumentException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }
}
