using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sdtp.EndToEnd.Tests;

/// <summary>Takes what an OpenTelemetry exporter posts over plain HTTP, and keeps it.</summary>
internal sealed class OtlpListener : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, string> _posted = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Task _accepting;

    public OtlpListener()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What a program is given in its environment to send here, and soon.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{_listener.LocalEndpoint}",
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    /// <summary>Waits until all that came at a path has the words.</summary>
    /// <returns>All that came there, as Latin-1 text.</returns>
    public async Task<string> WaitForAsync(string path, CancellationToken cancellationToken, params string[] words)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            if (_posted.TryGetValue(path, out var text) && words.All(word => text.Contains(word, StringComparison.Ordinal)))
            {
                return text;
            }

            try
            {
                await _arrived.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"Nothing with {string.Join(", ", words)} came to {path}; there came {Came()}.");
            }
        }
    }

    private string Came() => string.Join(", ", _posted.Select(posted => $"{posted.Value.Length} bytes at {posted.Key}"));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
        _arrived.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = client.GetStream();
                while (await ReadLineAsync(stream) is { Length: > 0 } request)
                {
                    var bytes = 0;
                    while (await ReadLineAsync(stream) is { Length: > 0 } header)
                    {
                        var pair = header.Split(':', 2);
                        bytes = pair[0].Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
                            ? int.Parse(pair[1], CultureInfo.InvariantCulture)
                            : bytes;
                    }

                    var body = new byte[bytes];
                    await stream.ReadExactlyAsync(body, _stop.Token);
                    var text = Encoding.Latin1.GetString(body);
                    _posted.AddOrUpdate(request.Split(' ')[1], text, (_, before) => before + text);
                    await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stop.Token);
                    _arrived.Release();
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The test is over, or the program that sent is.
            }
        }
    }

    /// <returns>A line without its end; empty at the end of the headers; null at the end of the connection.</returns>
    private async Task<string?> ReadLineAsync(NetworkStream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }
}
