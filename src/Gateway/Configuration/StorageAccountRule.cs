namespace Sdtp.Gateway.Configuration;

/// <summary>A part of a cluster has its storage account in one of two ways.</summary>
public static class StorageAccountRule
{
    /// <summary>What is wrong with how the account is named, or null.</summary>
    /// <param name="options">The options.</param>
    /// <param name="need">Who needs it, for the case that there is none, such as <c>--storage azure needs a storage account</c>.</param>
    public static string? Complaint(GatewayHostOptions options, string need)
    {
        ArgumentNullException.ThrowIfNull(options);
        return (options.StorageConnectionStrings.Count > 0, options.StorageEndpoints.Count > 0) switch
        {
            (false, false) => $"{need}: set SDTP_STORAGE_CONNECTION_STRING, or give --storage-endpoint.",
            (true, true) => "SDTP_STORAGE_CONNECTION_STRING and --storage-endpoint exclude each other: keep one.",
            _ => null,
        };
    }
}
