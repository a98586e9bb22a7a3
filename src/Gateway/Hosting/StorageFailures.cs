using Azure;
using Azure.Identity;
using Sdtp.Gateway.Configuration;

namespace Sdtp.Gateway.Hosting;

/// <summary>The first question to a storage account, with an answer in reasonable time and one line when there is none.</summary>
public static class StorageFailures
{
    // A wrong host name or a dropped packet would otherwise be retried for a minute before anybody hears of it.
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(15);

    private const string Advice = "check SDTP_STORAGE_CONNECTION_STRING or --storage-endpoint, and that it can be reached from here.";

    /// <summary>Asks.</summary>
    /// <param name="ask">The question.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <exception cref="StartException">The storage account does not answer, or does not let this process in.</exception>
    public static async Task ExplainAsync(Func<CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ask);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ConnectTime);
        try
        {
            await ask(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException silence) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StartException(
                $"The storage account did not answer within {ConnectTime.TotalSeconds:0} s: {Advice}", inner: silence);
        }
        catch (Exception e) when (Refusal(e) is { } refusal)
        {
            // The client's own text is a page of headers.
            var reason = refusal.Status == 0 ? "cannot be reached" : $"refuses ({refusal.Status} {refusal.ErrorCode})";
            throw new StartException($"The storage account {reason}: {Advice}", inner: e);
        }
        catch (AuthenticationFailedException e)
        {
            throw new StartException(
                "No Azure credential of this process was accepted: sign in, give it a managed identity, or use a connection string.",
                inner: e);
        }
    }

    private static RequestFailedException? Refusal(Exception e) => e switch
    {
        RequestFailedException failed => failed,
        AggregateException several => several.InnerExceptions.OfType<RequestFailedException>().LastOrDefault(),
        _ => null,
    };
}
