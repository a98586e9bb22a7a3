using Sdtp.Client.Wire;
using Sdtp.Protocol.Identifiers;
using Sdtp.TestKit;

namespace Sdtp.Client.Tests;

public sealed class BlockingCallsTests : IDisposable
{
    private static readonly RelayAddress Nowhere = RelayAddress.Parse("127.0.0.1:1");

    private readonly TestFolder _folder = new();
    private readonly Profile _profile;

    public BlockingCallsTests() => _profile = Profile.Create(_folder.Path, Username.Parse("Bob"), null, Nowhere).Profile!;

    public void Dispose()
    {
        _profile.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Inside_the_block_neither_the_disk_nor_the_network_is_touched()
    {
        using (BlockingCalls.Forbid())
        {
            Assert.Throws<InvalidOperationException>(() => _profile.History.Page("Alice", long.MaxValue, 1));
            Assert.Throws<InvalidOperationException>(() => _profile.History.AddOwn("Alice", DateTimeOffset.UnixEpoch, "hello"));
            Assert.Throws<InvalidOperationException>(() => Profile.Open(_folder.Path, Username.Parse("Bob"), null));
            Assert.Throws<InvalidOperationException>(() => Profile.Open(_folder.Path, Username.Parse("Nobody"), null));
            Assert.Throws<InvalidOperationException>(() => Profile.List(_folder.Path));
            var files = _profile.Files;
            Assert.Throws<InvalidOperationException>(
                () => files.Offer(Username.Parse("Alice"), _folder.File("missing"), DateTimeOffset.UnixEpoch));
            Assert.Throws<InvalidOperationException>(() => files.Save(1));
            Assert.Throws<InvalidOperationException>(() => files.Cancel(1));
            Assert.Throws<InvalidOperationException>(() => files.Waiting(null));
            Assert.Throws<InvalidOperationException>(() => files.DownloadsFolder);
            var connecting = RelayConnection.ConnectAsync(
                new RelayConnectionOptions { Address = Nowhere }, TestContext.Current.CancellationToken);
            Assert.IsType<InvalidOperationException>(connecting.Exception?.InnerException);
        }

        await Task.CompletedTask;
        Assert.Empty(_profile.History.Page("Alice", long.MaxValue, 1));
    }

    [Fact]
    public async Task Another_thread_is_free_to_wait()
    {
        using var block = BlockingCalls.Forbid();

        var other = new Thread(() => _profile.History.AddOwn("Alice", DateTimeOffset.UnixEpoch, "hello"));
        other.Start();
        other.Join();
        block.Dispose();

        Assert.Single(_profile.History.Page("Alice", long.MaxValue, 10));
        await Task.CompletedTask;
    }
}
