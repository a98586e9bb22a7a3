using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Sdtp.Clustering.AzureStorage;

/// <summary>Names the property and the constraint of every setting that cannot be. Never repeats a connection string.</summary>
internal sealed partial class AzureClusteringOptionsValidator : IValidateOptions<AzureClusteringOptions>
{
    public ValidateOptionsResult Validate(string? name, AzureClusteringOptions options)
    {
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(options.ConnectionString) == options.TableEndpoint is null)
        {
            failures.Add($"Clustering needs either {nameof(options.ConnectionString)} or {nameof(options.TableEndpoint)}, and not both.");
        }

        if (options.ConnectionString is { } text && !string.IsNullOrWhiteSpace(text) && !AzureConnectionString.IsValid(text))
        {
            failures.Add($"{nameof(options.ConnectionString)} is not a connection string of a storage account that names its tables.");
        }

        if (options.TableEndpoint is { } endpoint && (!endpoint.IsAbsoluteUri || endpoint.Scheme != Uri.UriSchemeHttps))
        {
            failures.Add($"{nameof(options.TableEndpoint)} must be an absolute https URI, such as https://account.table.core.windows.net.");
        }

        CheckName(failures, nameof(options.TableName), options.TableName);
        CheckName(failures, nameof(options.RelayTableName), options.RelayTableName);

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void CheckName(List<string> failures, string property, string value)
    {
        if (!TableName().IsMatch(value))
        {
            failures.Add($"{property} must be 3 to 63 letters and digits, a letter first, not \"{value}\".");
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,62}$")]
    private static partial Regex TableName();
}
