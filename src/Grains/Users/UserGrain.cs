using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Grains.Abstractions.Usernames;
using Sdtp.Grains.Abstractions.Users;
using Sdtp.Grains.Mailboxes;
using Sdtp.Grains.Observability;
using Sdtp.Grains.Profiles;
using Sdtp.Grains.Receiving;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Grains.Users;

/// <summary>
/// One person: profile, sealing keys, receive lease and mailbox, each a class of its own. The grain decides who may ask (R8) and gives
/// way to a new activation when storage fails: nothing is flushed on the way out, for nothing was acknowledged that is not stored.
/// </summary>
[GrainType("sdtp.user")]
internal sealed partial class UserGrain : Grain, IUserGrain, IMailboxHost
{
    private readonly UserId _userId;
    private readonly MailboxOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<UserGrain> _logger;
    private readonly UserRecord _record;
    private readonly Registration _registration;
    private readonly ReceiveLease _lease;
    private readonly LazyMailbox _mailbox;
    private SealingKeys? _keys;
    private IGrainTimer? _sweepTimer;
    private bool _isSweepDue;

    public UserGrain(
        [PersistentState("user", StorageNames.Users)] IPersistentState<UserState> storage,
        IMailboxLog log,
        IOptions<MailboxOptions> options,
        TimeProvider clock,
        ILogger<UserGrain> logger)
    {
        var key = this.GetPrimaryKeyString();
        if (!UserId.TryParse(key, out _userId) || _userId.ToString() != key)
        {
            throw new InvalidOperationException("A user's grain is addressed by the userID in 64 lower-case hex digits.");
        }

        _options = options.Value;
        _clock = clock;
        _logger = logger;
        _record = new UserRecord(storage, OnProfileWriteFailed);
        _registration = new Registration(_userId, _record, FindUsername, clock);
        _lease = new ReceiveLease(_userId, _options.ObserverLifetime, clock);
        _mailbox = new LazyMailbox(_userId, log, _options, clock, this);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        GrainMetrics.Activated();
        _record.Load();
        ShowProfile();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _lease.SignalLeaving();
        return Task.CompletedTask;
    }

    public async Task<RegisterResult> RegisterAsync(RegisterCommand command, CancellationToken cancellationToken = default)
    {
        var refusal = await _registration.RunAsync(command);
        ShowProfile();
        LetStrangerGo();
        return new RegisterResult(refusal, refusal is null ? _keys?.Profile : null);
    }

    public Task<UserProfile?> GetProfileAsync(CancellationToken cancellationToken = default)
    {
        LetStrangerGo();
        return Task.FromResult(_keys?.Profile);
    }

    public async Task<PublishKeyResult> PublishKeyAsync(LeaseTicket ticket, byte[] record, CancellationToken cancellationToken = default)
    {
        if (_keys is not { } keys)
        {
            return new PublishKeyResult(Refusals.UnknownUser, 0);
        }

        UserState? next = null;
        if ((_lease.Check(ticket) ?? keys.Publish(record, _clock.GetUtcNow(), out next)) is { } refusal)
        {
            return new PublishKeyResult(refusal, keys.Number);
        }

        if (next is not null)
        {
            await _record.SaveAsync(next);
            ShowProfile();
        }

        return new PublishKeyResult(null, _keys.Number);
    }

    private IUsernameGrain FindUsername(Username username) => GrainFactory.GetUsername(username);

    /// <summary>Only active users are seen by anybody.</summary>
    private void ShowProfile()
    {
        if (_record.Current.Stage == UserStage.Active)
        {
            _keys = new SealingKeys(_record.Current, _options);
        }
    }

    /// <summary>Anybody can name userIDs that nobody has: their activations must not wait in memory for the idle collection.</summary>
    private void LetStrangerGo()
    {
        if (_record.Current.Stage == UserStage.Stranger)
        {
            DeactivateOnIdle();
        }
    }

    private void OnProfileWriteFailed(Exception exception)
    {
        LogProfileWriteFailed(_userId.ToShortString(), exception);
        DeactivateOnIdle();
    }
}
