using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Sdtp.Storage.AzureStorage.Tables;

namespace Sdtp.Storage.AzureStorage;

/// <summary>Names the property and the constraint of every setting that cannot be. Never repeats a connection string.</summary>
internal sealed partial class AzureStorageOptionsValidator : IValidateOptions<AzureStorageOptions>
{
    internal const int AccountsMax = 4_096;

    public ValidateOptionsResult Validate(string? name, AzureStorageOptions options)
    {
        var failures = new List<string>();
        Check(failures, $"The number of {nameof(options.Accounts)}", options.Accounts.Count, 1, AccountsMax);
        for (var i = 0; i < options.Accounts.Count; i++)
        {
            CheckAccount(failures, $"{nameof(options.Accounts)}[{i}]", options.Accounts[i]);
        }

        CheckName(
            failures, nameof(options.TableNamePrefix), options.TableNamePrefix, Prefix(), "1 to 40 letters and digits, a letter first");
        CheckName(
            failures, nameof(options.GrainStateTable), options.GrainStateTable, TableName(), "3 to 63 letters and digits, a letter first");
        Check(failures, nameof(options.TransactionsMax), options.TransactionsMax, 1, 4_096);
        Check(failures, nameof(options.ReadsMax), options.ReadsMax, 1, 4_096);
        Check(failures, nameof(options.QueueRowsMax), options.QueueRowsMax, TableLimits.TransactionRowsMax, int.MaxValue);
        Check(failures, nameof(options.QueueBytesMax), options.QueueBytesMax, TableLimits.TransactionBytesMax, long.MaxValue / 64);
        Check(failures, nameof(options.QueueOverloadFactor), options.QueueOverloadFactor, 2, 64);
        Check(failures, nameof(options.CommitAttemptsMax), options.CommitAttemptsMax, 1, 16);
        Check(
            failures, nameof(options.CommitAttemptTimeout), options.CommitAttemptTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Check(failures, nameof(options.CommitRetryDelay), options.CommitRetryDelay, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Check(failures, nameof(options.OverdueLooksMax), options.OverdueLooksMax, 1, 65_536);
        Check(failures, nameof(options.OverdueParallelism), options.OverdueParallelism, 1, 64);
        Check(failures, nameof(options.OverdueSettleTime), options.OverdueSettleTime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void CheckAccount(List<string> failures, string property, AzureStorageAccount account)
    {
        if (string.IsNullOrWhiteSpace(account.ConnectionString) == account.TableEndpoint is null)
        {
            failures.Add(
                $"{property} must have either {nameof(account.ConnectionString)} or {nameof(account.TableEndpoint)}, and not both.");
        }
        else if (account.TableEndpoint is { } endpoint)
        {
            if (!endpoint.IsAbsoluteUri || endpoint.Scheme != Uri.UriSchemeHttps)
            {
                failures.Add(
                    $"{property}.{nameof(account.TableEndpoint)} must be an absolute https URI, "
                    + "such as https://account.table.core.windows.net.");
            }
        }
        else if (!IsConnectionString(account.ConnectionString!))
        {
            failures.Add(
                $"{property}.{nameof(account.ConnectionString)} is not a connection string of a storage account that names its tables.");
        }
    }

    private static bool IsConnectionString(string text)
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

    private static void CheckName(List<string> failures, string property, string value, Regex form, string constraint)
    {
        if (!form.IsMatch(value))
        {
            failures.Add($"{property} must be {constraint}, not \"{value}\".");
        }
    }

    private static void Check<T>(List<string> failures, string property, T value, T lowest, T highest)
        where T : IComparable<T>
    {
        if (value.CompareTo(lowest) < 0 || value.CompareTo(highest) > 0)
        {
            failures.Add($"{property} must be between {lowest} and {highest}, not {value}.");
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{0,39}$")]
    private static partial Regex Prefix();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,62}$")]
    private static partial Regex TableName();
}
