using System.Runtime.CompilerServices;
using Sdtp.Client;
using Sdtp.Protocol.Identifiers;
using Sdtp.Tui.Sessions;

namespace Sdtp.Tui.Tests.Scripted;

/// <summary>A relay of the test's making, as the commands see it. Each request can be replaced.</summary>
internal sealed class FakeChat : IChat
{
    private ulong _sequence;

    internal List<string> Calls { get; } = [];

    internal Queue<ReceivedMessage[]> Pages { get; } = new();

    internal Func<Username, Contact> Lookup { get; set; } = _ => People.BobAs(ContactTrust.Pinned);

    internal Func<CancellationToken, Task>? BeforeSend { get; set; }

    internal Func<CancellationToken, Task>? BeforeFetch { get; set; }

    internal Func<Task>? OnReconnect { get; set; }

    internal Exception? LogoutFailure { get; set; }

    internal bool LogoutConfirmed { get; set; } = true;

    /// <summary>Runs when everything has been received, before that ends.</summary>
    internal Action? AfterReceive { get; set; }

    internal FakeFiles FileShelf { get; } = new();

    public IReceivedFiles Files => FileShelf;

    public event Action<string>? Noticed;

    public Username Name => People.Alice;

    public string Relay => "127.0.0.1:5000";

    public bool HasFailed { get; set; }

    internal void Notice(string line) => Noticed?.Invoke(line);

    public Task<Contact> LookupAsync(Username name, CancellationToken cancellationToken)
    {
        Calls.Add($"lookup {name}");
        return Task.FromResult(Lookup(name));
    }

    public async Task<SendReceipt> SendAsync(Username to, string text, CancellationToken cancellationToken)
    {
        Calls.Add($"send {to} <{text}>");
        if (BeforeSend is not null)
        {
            await BeforeSend(cancellationToken);
        }

        return new SendReceipt(MessageId.New(), ++_sequence);
    }

    public async Task<int> FetchAsync(Action<ReceivedMessage> show, CancellationToken cancellationToken)
    {
        Calls.Add("fetch");
        if (BeforeFetch is not null)
        {
            await BeforeFetch(cancellationToken);
        }

        var messages = Pages.TryDequeue(out var page) ? page : [];
        foreach (var message in messages)
        {
            show(message);
        }

        return messages.Length;
    }

    public async IAsyncEnumerable<ReceivedMessage> ReceiveAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Calls.Add("receive");
        await Task.CompletedTask;
        while (Pages.TryDequeue(out var page))
        {
            foreach (var message in page)
            {
                yield return message;
            }
        }

        AfterReceive?.Invoke();
    }

    public Task<Contact> AcceptKeyChangeAsync(Username name, UserId presented, CancellationToken cancellationToken)
    {
        Calls.Add($"accept {name} {presented.ToShortString()}");
        return Task.FromResult(People.BobAs(ContactTrust.Pinned));
    }

    public async Task ReconnectAsync(CancellationToken cancellationToken)
    {
        Calls.Add("reconnect");
        if (OnReconnect is not null)
        {
            await OnReconnect();
        }

        HasFailed = false;
    }

    public Task<bool> LogoutAsync(CancellationToken cancellationToken)
    {
        Calls.Add("logout");
        return LogoutFailure is null ? Task.FromResult(LogoutConfirmed) : Task.FromException<bool>(LogoutFailure);
    }

    public ValueTask DisposeAsync()
    {
        Calls.Add("dispose");
        return ValueTask.CompletedTask;
    }
}

internal sealed class FakeSessions(IChat chat) : ISessions
{
    internal Exception? Failure { get; init; }

    internal SessionChoice? Choice { get; private set; }

    internal bool MayCreate { get; private set; }

    public Task<IChat> ConnectAsync(SessionChoice choice, bool mayCreate, CancellationToken cancellationToken)
    {
        (Choice, MayCreate) = (choice, mayCreate);
        return Failure is null ? Task.FromResult(chat) : Task.FromException<IChat>(Failure);
    }
}

internal sealed class FakeIdentities : IIdentities
{
    internal List<string> Calls { get; } = [];

    private static IdentityCard Card => new(People.Alice, UserId.Of(People.Key), People.Key, "sdtp://127.0.0.1:5000", "/home/alice");

    public Task<IdentityCard> ShowAsync(SessionChoice choice, CancellationToken cancellationToken) => Task.FromResult(Card);

    public Task<string> ExportBundleAsync(SessionChoice choice, string bundlePassphrase, CancellationToken cancellationToken)
    {
        Calls.Add($"export bundle {bundlePassphrase}");
        return Task.FromResult("bundle");
    }

    public Task<string> ExportPemAsync(SessionChoice choice, CancellationToken cancellationToken)
    {
        Calls.Add("export pkcs8");
        return Task.FromResult("pkcs8");
    }

    public Task<IdentityCard> ImportBundleAsync(
        SessionChoice choice, string bundle, string bundlePassphrase, CancellationToken cancellationToken)
    {
        Calls.Add($"import bundle {bundle} {bundlePassphrase}");
        return Task.FromResult(Card);
    }

    public Task<IdentityCard> NewStoreAsync(SessionChoice choice, CancellationToken cancellationToken)
    {
        Calls.Add("new store");
        return Task.FromResult(Card);
    }

    public Task<IdentityCard> ImportPemAsync(SessionChoice choice, string pem, CancellationToken cancellationToken)
    {
        Calls.Add($"import pkcs8 {pem}");
        return Task.FromResult(Card);
    }
}
