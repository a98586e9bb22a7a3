using Sdtp.Protocol.Identifiers;
using Sdtp.TestKit;

namespace Sdtp.Client.Tests.Fakes;

/// <summary>A person with a real client: a profile in a folder of the test and, when connected, a messenger.</summary>
internal sealed class Person : IAsyncDisposable
{
    private readonly string _home;
    private readonly string _name;

    private Person(string home, string name, Profile profile, MessengerOptions options)
    {
        _home = home;
        _name = name;
        Profile = profile;
        Options = options;
    }

    /// <summary>Options with waits so short that a test never notices them.</summary>
    internal static MessengerOptions Quick { get; } = new()
    {
        Reconnect = new BackoffOptions { First = TimeSpan.FromMilliseconds(1), Max = TimeSpan.FromMilliseconds(20) },
        Resend = new BackoffOptions { First = TimeSpan.FromMilliseconds(1), Max = TimeSpan.FromMilliseconds(20) },
    };

    internal Profile Profile { get; private set; }

    internal MessengerOptions Options { get; set; }

    internal Messenger? Connected { get; private set; }

    internal Messenger Messenger => Connected ?? throw new InvalidOperationException("Connect first.");

    internal static Person Make(TestFolder home, string name, FakeRelay relay, MessengerOptions? options = null) =>
        Make(home, name, relay.Address, options);

    internal static Person Make(TestFolder home, string name, RelayAddress relay, MessengerOptions? options = null)
    {
        options ??= Quick;
        var created = Profile.Create(home.Path, Username.Parse(name), null, relay, options.Clock);
        Assert.True(created.IsOpen, created.Message);
        return new Person(home.Path, name, created.Profile, options);
    }

    internal static async Task<Person> JoinAsync(TestFolder home, string name, FakeRelay relay, MessengerOptions? options = null)
    {
        var person = Make(home, name, relay, options);
        await person.ConnectAsync();
        return person;
    }

    internal async Task ConnectAsync() => Connected = await Messenger.ConnectAsync(Profile, Options, TestContext.Current.CancellationToken);

    /// <summary>Ends the program and starts it again: everything that was only in memory is gone.</summary>
    internal async Task RestartAsync()
    {
        await DisposeAsync();
        var opened = Profile.Open(_home, Username.Parse(_name), null);
        Assert.True(opened.IsOpen, opened.Message);
        Profile = opened.Profile;
        await ConnectAsync();
    }

    internal Task<SendReceipt> SendAsync(FakePeer to, string text) =>
        Messenger.SendAsync(to.Name, text, TestContext.Current.CancellationToken);

    internal Task<IReadOnlyList<ReceivedMessage>> FetchAsync() => Messenger.FetchAsync(TestContext.Current.CancellationToken);

    /// <summary>Receives until so many messages are there.</summary>
    internal async Task<List<ReceivedMessage>> ReceiveAsync(int count)
    {
        var received = new List<ReceivedMessage>();
        await foreach (var message in Messenger.ReceiveAsync(TestContext.Current.CancellationToken))
        {
            received.Add(message);
            if (received.Count == count)
            {
                break;
            }
        }

        return received;
    }

    public async ValueTask DisposeAsync()
    {
        if (Connected is not null)
        {
            await Connected.DisposeAsync();
            Connected = null;
        }

        Profile.Dispose();
    }
}
