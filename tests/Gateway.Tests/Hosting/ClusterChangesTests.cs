using Microsoft.Extensions.Time.Testing;
using Sdtp.Gateway.Hosting;

namespace Sdtp.Gateway.Tests.Hosting;

public sealed class ClusterChangesTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ClusterChanges _changes;

    public ClusterChangesTests() => _changes = new ClusterChanges(_clock);

    [Fact]
    public async Task A_call_from_before_a_change_is_given_up_when_its_time_is_over_and_not_before()
    {
        _changes.Watch();
        var early = _changes.WaitAsync(new TaskCompletionSource<int>().Task);

        _changes.Report();
        var late = _changes.WaitAsync(new TaskCompletionSource<int>().Task);
        _clock.Advance(ClusterChanges.CallPatience - TimeSpan.FromMilliseconds(1));
        Assert.False(early.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        await Assert.ThrowsAsync<CallGivenUpException>(() => early);
        Assert.False(late.IsCompleted);
    }

    [Fact]
    public async Task A_call_that_comes_back_in_time_is_not_disturbed()
    {
        _changes.Watch();
        var answer = new TaskCompletionSource<int>();
        var call = _changes.WaitAsync(answer.Task);

        _changes.Report();
        answer.SetResult(7);
        _clock.Advance(ClusterChanges.Unrest);

        Assert.Equal(7, await call);
    }

    [Fact]
    public async Task Each_change_gives_up_what_was_under_way_by_then()
    {
        _changes.Watch();
        _changes.Report();
        var between = _changes.WaitAsync(new TaskCompletionSource<int>().Task);
        _clock.Advance(ClusterChanges.Unrest);
        Assert.False(between.IsCompleted);

        _changes.Report();
        _clock.Advance(ClusterChanges.CallPatience);

        await Assert.ThrowsAsync<CallGivenUpException>(() => between);
    }

    [Fact]
    public void Where_nobody_reports_a_call_is_handed_through()
    {
        var call = new TaskCompletionSource<int>().Task;

        Assert.Same(call, _changes.WaitAsync(call));
    }

    [Fact]
    public void The_cluster_is_restless_for_a_while_after_each_change()
    {
        Assert.False(_changes.IsRestless);

        _changes.Report();
        _clock.Advance(ClusterChanges.Unrest - TimeSpan.FromSeconds(1));
        Assert.True(_changes.IsRestless);
        _changes.Report();
        _clock.Advance(ClusterChanges.Unrest - TimeSpan.FromSeconds(1));
        Assert.True(_changes.IsRestless);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_changes.IsRestless);
    }
}
