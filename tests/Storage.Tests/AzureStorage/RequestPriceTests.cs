using Azure.Core;
using Azure.Core.Pipeline;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Tests.Contract;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.Storage.Tests.AzureStorage;

/// <summary>What each step of a message costs in requests: the figures that docs/adr/0014 reckons with.</summary>
public sealed class RequestPriceTests : IDisposable
{
    private readonly RequestCount _count = new();
    private readonly AzureLogUnderTest _under;
    private readonly UserId _alice = LogUnderTest.NewUser();

    public RequestPriceTests(Azurite azurite) => _under = new AzureLogUnderTest(
        azurite,
        options => options.ConfigureClients = clients => clients.AddPolicy(_count, HttpPipelinePosition.PerRetry));

    private IMailboxLog Log => _under.Log;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _under.Dispose();

    [Fact]
    public async Task Every_step_of_a_message_has_a_fixed_price_in_requests()
    {
        var lease = (await Log.OpenAsync(_alice, DateTimeOffset.MaxValue, Token)).Lease;

        var firstOfDay = await PriceOf(() => Log.AppendAsync(lease, LogUnderTest.Rows(1, 1)).AsTask());
        var one = await PriceOf(() => Log.AppendAsync(lease, LogUnderTest.Rows(2, 1)).AsTask());
        var many = await PriceOf(() => Log.AppendAsync(lease, LogUnderTest.Rows(3, 99)).AsTask());
        var read = await PriceOf(() => Log.ReadAsync(_alice, 1, 100, int.MaxValue, 0, Token).AsTask());
        var trim = await PriceOf(() => Log.TrimAsync(lease, 101, null).AsTask());
        var sweep = await PriceOf(() => Log.SweepAsync(lease, 99, 99).AsTask());
        var reopen = await PriceOf(() => Log.OpenAsync(_alice, DateTimeOffset.MaxValue, Token).AsTask());

        Assert.Equal(
            "first of a day 2, one 1, ninety-nine 1, page 2, acknowledgement 1, sweep of ninety-nine 1, open 3",
            $"first of a day {firstOfDay}, one {one}, ninety-nine {many}, page {read}, acknowledgement {trim}, "
            + $"sweep of ninety-nine {sweep}, open {reopen}");
    }

    private async Task<int> PriceOf(Func<Task> step)
    {
        var before = _count.Sent;
        await step();
        return _count.Sent - before;
    }

    /// <summary>Counts what goes to the storage account, each try for itself.</summary>
    private sealed class RequestCount : HttpPipelinePolicy
    {
        private int _sent;

        internal int Sent => Volatile.Read(ref _sent);

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            Interlocked.Increment(ref _sent);
            ProcessNext(message, pipeline);
        }

        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            Interlocked.Increment(ref _sent);
            return ProcessNextAsync(message, pipeline);
        }
    }
}
