using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Storage;
using Orleans.TestingHost;
using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Grains.Abstractions.Usernames;
using Sdtp.Grains.Abstractions.Users;
using Sdtp.Grains.Tending;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.InMemory;
using Sdtp.Storage.Mailboxes;
using Xunit;

namespace Sdtp.Grains.Tests.Support;

/// <summary>
/// One silo for all cluster tests, on one fake clock that only moves forward: tests run one after another and share no keys.
/// </summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private InProcessTestCluster? _cluster;

    internal FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero));

    internal SteeredMailboxLog Log { get; } = new(new InMemoryMailboxLog());

    internal SteeredGrainStorage Storage { get; } = new();

    internal MailboxOptions Options { get; } = new();

    internal InProcessTestCluster Cluster => _cluster ?? throw new InvalidOperationException("The cluster has not started.");

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<TimeProvider>(Clock);
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddSingleton<IMailboxLog>(Log);
            silo.Services.AddKeyedSingleton<IGrainStorage>(StorageNames.Users, Storage);
            silo.Services.AddKeyedSingleton<IGrainStorage>(StorageNames.Usernames, Storage);
            silo.Services.AddSdtpGrains();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    internal TestUser User(TestPerson person) => new(Cluster.Client.GetUser(person.UserId));

    internal Task<UserId?> HolderOfAsync(string username) =>
        Cluster.Client.GetUsername(Username.Parse(username)).GetHolderAsync(TestContext.Current.CancellationToken);

    internal async Task<TestPerson> RegisterAsync()
    {
        var person = new TestPerson();
        var result = await User(person).RegisterAsync(person.Registration(Clock.GetUtcNow()));
        Assert.Null(result.Refusal);
        return person;
    }

    internal async Task<LeaseTicket> TakeLeaseAsync(TestPerson person, IMailboxObserver? observer = null)
    {
        var result = await User(person).TakeLeaseAsync(new LeaseTicket(Guid.NewGuid(), 0), observer);
        Assert.Null(result.Refusal);
        return result.Ticket;
    }

    internal Task TendOnceAsync(CancellationToken cancellationToken) =>
        Cluster.GetSiloServiceProvider().GetRequiredService<MailboxTender>().TendOnceAsync(cancellationToken);

    /// <summary>Whether a grain is in memory; asking does not bring it there.</summary>
    internal async Task<bool> IsActiveAsync(IAddressable grain)
    {
        var management = Cluster.Client.GetGrain<IManagementGrain>(0);
        return (await management.GetDetailedGrainStatistics()).Any(statistic => statistic.GrainId == grain.GetGrainId());
    }

    internal async Task WhenGoneAsync(IAddressable grain)
    {
        while (await IsActiveAsync(grain))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    internal IMailboxObserver Observe(RecordingObserver observer) => Cluster.Client.CreateObjectReference<IMailboxObserver>(observer);

    internal async Task<IReadOnlyList<MailboxMessage>> ReadAllAsync(TestPerson person, LeaseTicket ticket)
    {
        var result = await User(person).ReadAsync(ticket, after: 0);
        Assert.Null(result.Refusal);
        return result.Messages;
    }
}

[CollectionDefinition(Name)]
public sealed class ClusterTests : ICollectionFixture<ClusterFixture>
{
    public const string Name = "cluster";
}
