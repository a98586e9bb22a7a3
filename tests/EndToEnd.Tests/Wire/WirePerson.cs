using System.Security.Cryptography;
using System.Text;
using Sdtp.Client;
using Sdtp.Client.Wire;
using Sdtp.Crypto.Identities;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Envelopes;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Messages;
using TextContent = Sdtp.Crypto.Contents.TextContent;

namespace Sdtp.EndToEnd.Tests.Wire;

/// <summary>A person who speaks the bare protocol, so that a test decides about every frame, every id and every retry itself.</summary>
internal sealed class WirePerson(string name) : IDisposable
{
    private readonly IdentityKey _identity = IdentityKey.Generate();
    private readonly SealingKey _sealingKey = SealingKey.Generate(1, TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(60));

    internal UserId UserId => _identity.UserId;

    internal static Task<RelayConnection> ConnectAsync(string address, CancellationToken cancellationToken) =>
        RelayConnection.ConnectAsync(new RelayConnectionOptions { Address = RelayAddress.Parse(address) }, cancellationToken);

    internal async Task<RelayConnection> RegisterAsync(string address, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(address, cancellationToken);
        var (nonce, signature) = await ProveAsync(connection, LoginPurpose.Register, cancellationToken);
        await connection.RequestAsync<RegisterRequest, RegisterReply>(
            new RegisterRequest(
                Encoding.ASCII.GetBytes(name), _identity.PublicKey.Bytes, nonce, _sealingKey.Publish(_identity).ToArray(), signature),
            cancellationToken);
        return connection;
    }

    internal async Task<RelayConnection> LogInAsync(string address, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(address, cancellationToken);
        var (nonce, signature) = await ProveAsync(connection, LoginPurpose.Login, cancellationToken);
        await connection.RequestAsync<LoginRequest, LoginReply>(
            new LoginRequest(Encoding.ASCII.GetBytes(name), _identity.PublicKey.Bytes, nonce, signature), cancellationToken);
        return connection;
    }

    /// <summary>
    /// An envelope that the relay takes for a sealed one, with readable filler: what is under test here is the relay, which cannot tell.
    /// </summary>
    internal static byte[] Envelope(UserId to, MessageId id, string filler)
    {
        var text = Encoding.UTF8.GetBytes(filler);
        var envelope = new byte[EnvelopeHeader.Length + EnvelopeHeader.SealedBodyBytesMin + text.Length];
        var header = new EnvelopeHeader(
            EnvelopeKind.Sealed,
            EnvelopeHeader.SuiteP256Aes256Gcm,
            1,
            id,
            to,
            (uint)(envelope.Length - EnvelopeHeader.Length));
        header.CopyTo(envelope);
        text.CopyTo(envelope.AsSpan(EnvelopeHeader.Length + EnvelopeHeader.SealedBodyBytesMin));
        return envelope;
    }

    /// <summary>A genuine envelope, for a recipient whose own client is to open it.</summary>
    internal byte[] Seal(LookupReply to, string text) => TextContent.TryEncode(text, out var content)
        ? Seal(to, ContentType.Text, content)
        : throw new ArgumentException("The text cannot be encoded.", nameof(text));

    /// <summary>A genuine envelope with any content.</summary>
    internal byte[] Seal(LookupReply to, ContentType type, byte[] content) => new EnvelopeSealer().Seal(
        _identity, UserId.Of(to.PublicKey), to.SealingKey, MessageId.New(), TimeProvider.System.GetUtcNow(), type, content);

    /// <summary>The filler of an envelope that <see cref="Envelope"/> made.</summary>
    internal static string Filler(ReadOnlySpan<byte> envelope) =>
        Encoding.UTF8.GetString(envelope[(EnvelopeHeader.Length + EnvelopeHeader.SealedBodyBytesMin)..]);

    /// <summary>Everything in the mailbox, fetched page by page and not acknowledged.</summary>
    internal static async Task<List<StoredMessage>> FetchAllAsync(RelayConnection connection, CancellationToken cancellationToken)
    {
        var messages = new List<StoredMessage>();
        while (true)
        {
            var after = messages.Count == 0 ? 0 : messages[^1].Sequence;
            var reply = await connection.RequestAsync<FetchRequest, FetchReply>(new FetchRequest(after, 512), cancellationToken);
            if (reply.Page.Messages.Count == 0)
            {
                return messages;
            }

            messages.AddRange(reply.Page.Messages);
        }
    }

    public void Dispose()
    {
        _identity.Dispose();
        _sealingKey.Dispose();
    }

    private async Task<(byte[] Nonce, byte[] Signature)> ProveAsync(
        RelayConnection connection, LoginPurpose purpose, CancellationToken cancellationToken)
    {
        var challenge = await connection.RequestAsync<ChallengeRequest, ChallengeReply>(default, cancellationToken);
        var nonce = RandomNumberGenerator.GetBytes(LoginProof.NonceLength);
        var proof = LoginProof.SignedBytes(
            purpose, connection.Hello.ServerId, UserId, Username.Parse(name), nonce, challenge.ServerNonce.Span, connection.Certificate);
        return (nonce, _identity.Sign(proof));
    }
}
