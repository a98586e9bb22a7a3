using System.Threading.Channels;
using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Grains.Tests.Support;

/// <summary>An observer that a test reads from.</summary>
internal sealed class RecordingObserver : IMailboxObserver
{
    private readonly Channel<ulong> _stored = Channel.CreateUnbounded<ulong>();
    private readonly TaskCompletionSource<Guid> _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ChannelReader<ulong> Stored => _stored.Reader;

    public Task<Guid> Replaced => _replaced.Task;

    public Task<ulong> NextAsync() => _stored.Reader.ReadAsync().AsTask().Soon();

    /// <summary>What the calls answer: a test makes it wait, or fail.</summary>
    public Func<Task> Answer { get; set; } = () => Task.CompletedTask;

    public Task OnStoredAsync(UserId mailbox, Guid session, ulong next)
    {
        _stored.Writer.TryWrite(next);
        return Answer();
    }

    public Task OnReplacedAsync(UserId mailbox, Guid session)
    {
        _replaced.TrySetResult(session);
        return Answer();
    }
}
