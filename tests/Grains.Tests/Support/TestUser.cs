using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Grains.Abstractions.Users;
using Sdtp.Protocol.Identifiers;
using Xunit;

namespace Sdtp.Grains.Tests.Support;

/// <summary>The calls of one user's grain, each given up when the test is.</summary>
internal sealed class TestUser(IUserGrain grain)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public IUserGrain Grain => grain;

    public Task<RegisterResult> RegisterAsync(RegisterCommand command) => grain.RegisterAsync(command, Token);

    public Task<UserProfile?> GetProfileAsync() => grain.GetProfileAsync(Token);

    public Task<AppendResult> AppendAsync(UserId sender, params byte[][] envelopes) =>
        grain.AppendAsync(new AppendBatch(sender, envelopes), Token);

    public Task<LeaseResult> TakeLeaseAsync(LeaseTicket ticket, IMailboxObserver? observer) =>
        grain.TakeLeaseAsync(ticket, observer, Token);

    public Task ReleaseLeaseAsync(LeaseTicket ticket) => grain.ReleaseLeaseAsync(ticket, Token);

    public Task<ReadResult> ReadAsync(LeaseTicket ticket, ulong after) =>
        grain.ReadAsync(new ReadRequest(ticket, after, 512, int.MaxValue), Token);

    public Task<AcknowledgeResult> AcknowledgeAsync(LeaseTicket ticket, ulong through) => grain.AcknowledgeAsync(ticket, through, Token);

    public Task<PublishKeyResult> PublishKeyAsync(LeaseTicket ticket, byte[] record) => grain.PublishKeyAsync(ticket, record, Token);

    public Task TendAsync() => grain.TendAsync(Token);
}
