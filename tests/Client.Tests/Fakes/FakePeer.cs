using System.Text;
using Sdtp.Crypto.Identities;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Tests.Fakes;

/// <summary>A person at the fake relay without a client: seals and opens by hand, and can do what no honest client does.</summary>
internal sealed class FakePeer : IDisposable
{
    private readonly FakeRelay _relay;
    private readonly TimeProvider _clock;
    private readonly List<SealingKey> _keys = [];

    private FakePeer(FakeRelay relay, string name, TimeProvider clock)
    {
        _relay = relay;
        _clock = clock;
        Identity = IdentityKey.Generate();
        User = new FakeUser(Identity.UserId, Identity.PublicKey, Username.Parse(name), NewKey(1).Publish(Identity));
    }

    internal IdentityKey Identity { get; }

    internal FakeUser User { get; }

    internal Username Name => User.Username;

    internal IReadOnlyList<string> Texts => [.. User.Mailbox.Select(m => TextOf(m.Envelope))];

    internal static FakePeer Join(FakeRelay relay, string name, TimeProvider? clock = null)
    {
        var peer = new FakePeer(relay, name, clock ?? TimeProvider.System);
        lock (relay.State)
        {
            relay.Users[peer.Identity.UserId] = peer.User;
        }

        return peer;
    }

    /// <summary>Publishes a sealing key with the next number.</summary>
    internal void Rotate() => User.SealingKey = NewKey(User.SealingKey.Number + 1).Publish(Identity);

    /// <summary>Leaves the relay, so that the name is free for somebody else.</summary>
    internal void Leave()
    {
        lock (_relay.State)
        {
            _relay.Users.Remove(Identity.UserId);
        }
    }

    internal byte[] Seal(FakeUser to, string text, MessageId? id = null) => Seal(to, ContentType.Text, Encoding.UTF8.GetBytes(text), id);

    internal byte[] Seal(FakeUser to, ContentType type, byte[] content, MessageId? id = null) =>
        new EnvelopeSealer().Seal(Identity, to.UserId, to.SealingKey, id ?? MessageId.New(), _clock.GetUtcNow(), type, content);

    /// <summary>Puts a text into somebody's mailbox.</summary>
    internal void Send(FakeUser to, string text) => _relay.Store(to, Identity.UserId, Seal(to, text));

    internal string TextOf(ReadOnlyMemory<byte> envelope) => Assert.IsType<Sdtp.Crypto.Contents.TextContent>(ContentOf(envelope)).Text;

    internal Sdtp.Crypto.Contents.MessageContent ContentOf(ReadOnlyMemory<byte> envelope) =>
        Sdtp.Crypto.Contents.MessageContent.Of(Open(envelope));

    internal OpenedMessage Open(ReadOnlyMemory<byte> envelope) =>
        Assert.IsType<OpenedMessage>(EnvelopeOpener.Open(envelope, Identity.UserId, new Ring(_keys)));

    public void Dispose()
    {
        Identity.Dispose();
        _keys.ForEach(key => key.Dispose());
    }

    private SealingKey NewKey(uint number)
    {
        var key = SealingKey.Generate(number, _clock.GetUtcNow(), TimeSpan.FromDays(60));
        _keys.Add(key);
        return key;
    }

    private sealed class Ring(List<SealingKey> keys) : ISealingKeyRing
    {
        public SealingKey? Find(uint number) => keys.Find(key => key.Number == number);
    }
}
