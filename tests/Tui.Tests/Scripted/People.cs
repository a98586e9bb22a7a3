using System.Security.Cryptography;
using Sdtp.Client;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;

namespace Sdtp.Tui.Tests.Scripted;

/// <summary>Contacts and messages with the same bytes in every run.</summary>
internal static class People
{
    internal static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    internal static readonly Username Bob = Username.Parse("Bob");

    internal static readonly Username Alice = Username.Parse("Alice");

    internal static readonly UserId OldBob = new(Enumerable.Repeat((byte)0xB0, 32).ToArray());

    internal const string SafetyNumber = "00001 00002 00003 00004 00005 00006 00007 00008 00009 00010 00011 00012";

    /// <summary>The base point of P-256 (SEC 2, section 2.4.2): a key that everybody knows.</summary>
    internal static readonly P256PublicKey Key = Read(
        "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
        + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");

    internal static Contact BobAs(ContactTrust trust) =>
        new(Bob, UserId.Of(Key), Key, SafetyNumber, trust, trust == ContactTrust.KeyChanged ? OldBob : UserId.Of(Key));

    internal static ReceivedMessage From(Username name, string text, ulong sequence = 1, SenderTrust trust = SenderTrust.Pinned) =>
        Message(new TextContent(text), new Sender(UserId.Of(Key), name, trust), sequence);

    internal static ReceivedMessage Message(MessageContent content, Sender? from = null, ulong sequence = 1) => new(
        sequence,
        new MessageId(new byte[16]),
        from ?? new Sender(UserId.Of(Key), Alice, SenderTrust.Pinned),
        content is RejectedContent ? null : Noon.AddSeconds(224),
        Noon.AddSeconds(225),
        content);

    private static P256PublicKey Read(string hex) =>
        P256PublicKey.TryCreate(Convert.FromHexString(hex), out var key) ? key : throw new CryptographicException("Not a point.");
}
