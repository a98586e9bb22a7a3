using Azure;
using Azure.Data.Tables.Models;
using Azure.Identity;

namespace Sdtp.Storage.AzureStorage.Tables;

/// <summary>What a failed request says about the table.</summary>
internal static class TableFailures
{
    /// <summary>
    /// The entity is not as the request said it must be: another ETag, already there, or not there. The request changed nothing.
    /// </summary>
    internal static bool IsConflict(Exception failure) =>
        failure is RequestFailedException { Status: 404 or 409 or 412 } refused && refused.ErrorCode != TableErrorCode.TableNotFound;

    /// <summary>
    /// No answer, or one that may come again differently. What the request asked for may have been done, or still be under way.
    /// </summary>
    internal static bool IsInDoubt(Exception failure) => failure switch
    {
        RequestFailedException refused => refused.Status is 0 or 408 or 429 or >= 500,
        _ => failure is OperationCanceledException or IOException or AggregateException or CredentialUnavailableException,
    };

    /// <summary>A failure of the storage rather than of the caller, whose giving up and whose mistakes stay what they are.</summary>
    internal static bool IsOfStorage(Exception failure, CancellationToken callersToken) => failure switch
    {
        OperationCanceledException => !callersToken.IsCancellationRequested,
        _ => failure is RequestFailedException or AggregateException or IOException or AuthenticationFailedException,
    };
}
