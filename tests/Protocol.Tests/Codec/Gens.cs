using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Messages;

namespace Sdtp.Protocol.Tests.Codec;

/// <summary>Generators of every value that a message can hold, with its edges.</summary>
internal static class Gens
{
    private const string UsernameLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";

    private static readonly P256PublicKey[] KeyPool = [.. Enumerable.Range(0, 8).Select(_ => NewPublicKey())];

    internal static readonly Gen<ulong> U64 = Gen.OneOf(Gen.ULong, Gen.OneOf(0UL, 1UL, ulong.MaxValue));
    internal static readonly Gen<uint> U32 = Gen.OneOf(Gen.UInt, Gen.OneOf(0U, 1U, uint.MaxValue));
    internal static readonly Gen<ushort> Count = Gen.UShort[1, ushort.MaxValue];

    internal static readonly Gen<P256PublicKey> PublicKey = Gen.OneOf(KeyPool);
    internal static readonly Gen<UserId> UserId = Bytes(32).Select(bytes => new UserId(bytes.Span));
    internal static readonly Gen<ServerId> ServerId = Bytes(32).Select(bytes => new ServerId(bytes.Span));

    internal static readonly Gen<Username> Username =
        Gen.Char[UsernameLetters].Array[Protocol.Identifiers.Username.LengthMin, Protocol.Identifiers.Username.LengthMax]
            .Select(letters => Protocol.Identifiers.Username.Parse(new string(letters)));

    internal static readonly Gen<SealingKeyRecord> SealingKey = Gen.Select(U32, PublicKey, U64, U64, Bytes(64))
        .Select(t => new SealingKeyRecord(t.Item1, t.Item2, t.Item3, t.Item4, t.Item5));

    internal static readonly Gen<SessionInfo> Session = Gen.Select(Username, U32, (name, number) => new SessionInfo(name, number));

    internal static readonly Gen<Problem> Problem = Gen.Select(Gen.UShort, U32, Text(ProtocolLimits.DetailBytesMax))
        .Select(t => new Problem((ErrorCode)t.Item1, t.Item2, t.Item3));

    internal static readonly Gen<MessagePage> Page =
        Gen.Select(Gen.ULong[1, 1UL << 60], Gen.ULong[0, 1000], Gen.Select(UserId, U64, Bytes(0, 400)).Array[0, 40])
            .Select(t => new MessagePage(
                t.Item1,
                t.Item1 + t.Item2 + (ulong)t.Item3.Length,
                [.. t.Item3.Select((m, i) => new StoredMessage(t.Item1 + (ulong)i, m.Item1, m.Item2, m.Item3))]));

    internal static readonly Gen<HelloReply> HelloReply =
        Gen.Select(Gen.Byte, U64, ServerId, U64, Gen.Select(Gen.Byte, U64).Array[0, 40])
            .Select(t => new HelloReply(
                t.Item1, t.Item2, t.Item3, t.Item4, t.Item5.DistinctBy(p => p.Item1).ToDictionary(p => (RelayLimit)p.Item1, p => p.Item2)));

    internal static Gen<ReadOnlyMemory<byte>> Bytes(int length) => Bytes(length, length);

    internal static Gen<ReadOnlyMemory<byte>> Bytes(int min, int max) =>
        Gen.Byte.Array[min, max].Select(bytes => (ReadOnlyMemory<byte>)bytes);

    /// <summary>Well-formed text of at most so many bytes, with letters of one to four bytes.</summary>
    internal static Gen<string> Text(int bytesMax) =>
        Gen.OneOf("a", "\0", "é", "€", "𝄞", " ").Array[0, bytesMax].Select(letters =>
        {
            var text = new StringBuilder();
            var bytes = 0;
            foreach (var letter in letters)
            {
                bytes += Encoding.UTF8.GetByteCount(letter);
                if (bytes > bytesMax)
                {
                    break;
                }

                text.Append(letter);
            }

            return text.ToString();
        });

    internal static P256PublicKey NewPublicKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        Assert.True(P256PublicKey.TryCreate([4, .. point.X!, .. point.Y!], out var publicKey));
        return publicKey;
    }
}
