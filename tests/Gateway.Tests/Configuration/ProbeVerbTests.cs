using System.Net;
using System.Net.Sockets;
using System.Text;
using Sdtp.Gateway.Configuration;

namespace Sdtp.Gateway.Tests.Configuration;

/// <summary>The program as its own health check.</summary>
public sealed class ProbeVerbTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData("200 OK", "ready\n", 0)]
    [InlineData("503 Service Unavailable", "not ready\nstorage: has not answered for 2 s\n", ProbeVerb.NotReady)]
    public async Task It_shows_the_answer_and_exits_by_its_status(string status, string body, int code)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var asked = AnswerOnceAsync(listener, status, body);

        var exit = await ProbeAsync(new IPEndPoint(IPAddress.Any, port));

        Assert.StartsWith("GET /health/ready ", await asked, StringComparison.Ordinal);
        Assert.Equal((code, body), (exit, _output.ToString()));
    }

    [Fact]
    public async Task A_process_that_does_not_answer_is_not_ready()
    {
        using var reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var exit = await ProbeAsync((IPEndPoint)reserved.LocalEndPoint!);

        Assert.Equal(ProbeVerb.NotReady, exit);
        Assert.Contains("does not answer", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_health_endpoint_it_says_which_variable_is_missing()
    {
        var exit = await ProbeAsync(health: null);

        Assert.Equal(ProbeVerb.BadOption, exit);
        Assert.StartsWith("program: There is nothing to ask: set SDTP_HEALTH", _error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> ProbeAsync(IPEndPoint? health) =>
        ProbeVerb.Create("program", () => new GatewayHostOptions { Health = health }, _output, _error)
            .Parse([]).InvokeAsync(cancellationToken: Cancellation);

    private static async Task<string> AnswerOnceAsync(TcpListener listener, string status, string body)
    {
        using var client = await listener.AcceptTcpClientAsync(Cancellation);
        using var reader = new StreamReader(client.GetStream());
        var request = await reader.ReadLineAsync(Cancellation) ?? "";
        while (await reader.ReadLineAsync(Cancellation) is { Length: > 0 })
        {
        }

        var answer = $"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), Cancellation);
        return request;
    }
}
