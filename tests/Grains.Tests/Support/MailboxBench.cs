using Microsoft.Extensions.Time.Testing;
using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Grains.Mailboxes;
using Sdtp.Grains.Profiles;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.InMemory;

namespace Sdtp.Grains.Tests.Support;

/// <summary>
/// One mailbox on a plain log and a fake clock, without a silo. Everything completes on the caller's thread, as on one grain's turns.
/// </summary>
internal sealed class MailboxBench : IMailboxHost, IDisposable
{
    private readonly TestPerson _person = new();

    public MailboxBench(Action<MailboxOptions>? configure = null)
    {
        configure?.Invoke(Options);
        var user = new UserState
        {
            Stage = UserStage.Active,
            PublicKey = _person.PublicKey.Bytes.ToArray(),
            Username = "bench",
            SealingKey = _person.SealingKey(1, Clock.GetUtcNow()),
        };
        Keys = new SealingKeys(user, Options);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero));

    public MailboxOptions Options { get; } = new();

    public SteeredMailboxLog Log { get; } = new(new InMemoryMailboxLog());

    public SealingKeys Keys { get; }

    public UserId Owner => _person.UserId;

    public Steering Steering => Log.For(Owner);

    public bool HasFailed { get; private set; }

    public Exception? Failure { get; private set; }

    public async Task<Mailbox> OpenAsync() =>
        new(Owner, Log, Options, Clock, this, await MailboxOpening.OpenAsync(Owner, Log, Options, Clock));

    public Task<AppendResult> AppendAsync(Mailbox mailbox, UserId sender, params byte[][] envelopes) =>
        mailbox.AppendAsync(new AppendBatch(sender, envelopes), Keys);

    /// <summary>Appends a number of minimal envelopes; the code of the first refusal, or none.</summary>
    public async Task<ErrorCode> FillAsync(Mailbox mailbox, UserId sender, int count, int length = TestEnvelopes.LengthMin)
    {
        var result = await AppendAsync(mailbox, sender, TestEnvelopes.Several(Owner, count, length));
        return result.Refusals?.FirstOrDefault(refusal => refusal is not null)?.Code ?? ErrorCode.None;
    }

    void IMailboxHost.OnStored(ulong next)
    {
    }

    void IMailboxHost.OnMailboxFailed(Exception? reason)
    {
        HasFailed = true;
        Failure = reason;
    }

    void IMailboxHost.OnTendingDue()
    {
    }

    public void Dispose() => _person.Dispose();
}
