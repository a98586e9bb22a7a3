using Sdtp.Gateway.Outbound;

namespace Sdtp.Gateway.Tests.Outbound;

public sealed class RequestBudgetTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2, 10)]
    [InlineData(1, 100)]
    public async Task It_is_used_up_by_requests_or_by_bytes_and_waits_for_an_answer(int requests, int bytes)
    {
        var budget = new RequestBudget(requestsMax: 2, bytesMax: 100);
        for (var i = 0; i < requests; i++)
        {
            Assert.True(budget.HasRoom);
            budget.Take(bytes);
        }

        Assert.False(budget.HasRoom);
        var waiting = budget.WaitForRoomAsync(Cancelled);
        Assert.False(waiting.IsCompleted);
        budget.Return(1, bytes);

        await waiting;
    }

    [Fact]
    public async Task It_says_when_everything_is_answered()
    {
        var budget = new RequestBudget(requestsMax: 10, bytesMax: 100);
        budget.Take(1);
        budget.Take(1);
        var answered = budget.WaitUntilAnsweredAsync(Cancelled);

        budget.Return(1, 1);
        Assert.False(answered.IsCompleted);
        budget.Return(1, 1);

        await answered;
    }

    [Fact]
    public void An_answer_too_many_is_a_defect()
    {
        var budget = new RequestBudget(requestsMax: 10, bytesMax: 100);

        Assert.Throws<InvalidOperationException>(() => budget.Return(1, 0));
    }
}
