using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sdtp.Gateway.Hosting;
using Sdtp.Gateway.Outbound;
using Sdtp.Gateway.Receiving;
using Sdtp.Gateway.Tests.Support;
using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Grains.Abstractions.Users;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Gateway.Tests.Receiving;

public sealed class DeliveryPumpTests
{
    private const int Messages = 3;
    private const int EnvelopeBytes = 1_000;

    [Fact]
    public async Task Nothing_more_is_read_for_a_client_that_has_not_taken_what_was_pushed()
    {
        var stream = new HeldStream();
        var outbox = new FrameOutbox(stream, bytesMax: EnvelopeBytes, new FakeTimeProvider());
        var user = new WaitingMailbox();
        var cluster = new ClusterChanges(new FakeTimeProvider());
        var lease = new LeaseHolder(Guid.NewGuid(), user, user, cluster, () => { });
        await lease.TakeAsync();
        var pump = new DeliveryPump(
            lease, user, outbox, cluster, () => { }, Assert.Null, NullLogger.Instance, TestContext.Current.CancellationToken);
        pump.Subscribe(new DeliveryWindow(after: 0, first: 1, next: Messages + 1, size: 100));

        // The mailbox answers at once, so the pump goes as far as it may before this call returns.
        pump.Wake();
        Assert.Equal(1, user.Reads);

        for (var taken = 1; taken <= Messages; taken++)
        {
            await stream.WritingAsync();
            Assert.Equal(taken, user.Reads);
            stream.Continue();
        }

        await outbox.WaitUntilWrittenAsync(TestContext.Current.CancellationToken);
        Assert.All(stream.Writes, write => Assert.InRange(write.Length, EnvelopeBytes, 2 * EnvelopeBytes));
    }

    /// <summary>A mailbox of three messages that gives one a page. Private, so that no silo in this process takes it for a grain.</summary>
    private sealed class WaitingMailbox : IUserGrain, IMailboxObserver
    {
        public int Reads { get; private set; }

        public Task<LeaseResult> TakeLeaseAsync(
            LeaseTicket ticket, IMailboxObserver? observer, CancellationToken cancellationToken = default) =>
            Task.FromResult(new LeaseResult(null, ticket with { Order = 1 }, 1, Messages + 1));

        public Task<ReadResult> ReadAsync(ReadRequest request, CancellationToken cancellationToken = default)
        {
            Reads++;
            var message = new MailboxMessage(request.After + 1, default, 0, new byte[EnvelopeBytes]);
            return Task.FromResult(new ReadResult(null, 1, Messages + 1, [message]));
        }

        public Task<RegisterResult> RegisterAsync(RegisterCommand command, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<UserProfile?> GetProfileAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<AppendResult> AppendAsync(AppendBatch batch, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task ReleaseLeaseAsync(LeaseTicket ticket, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<AcknowledgeResult> AcknowledgeAsync(
            LeaseTicket ticket, ulong through, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<PublishKeyResult> PublishKeyAsync(LeaseTicket ticket, byte[] record, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task TendAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task OnStoredAsync(UserId mailbox, Guid session, ulong next) => throw new NotSupportedException();

        public Task OnReplacedAsync(UserId mailbox, Guid session) => throw new NotSupportedException();
    }
}
