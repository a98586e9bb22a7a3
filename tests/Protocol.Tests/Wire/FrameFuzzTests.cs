using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Tests.Codec;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Tests.Wire;

/// <summary>A million frames made of valid ones by small damage. SDTP_FUZZ_SEED repeats a run.</summary>
public sealed class FrameFuzzTests(ITestOutputHelper output)
{
    private const int Iterations = 1_000_000;
    private const int DamagedBytesMax = 4_096;

    [Fact]
    public void A_million_mutated_frames_are_read_or_refused_without_a_surprise()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SDTP_FUZZ_SEED"), CultureInfo.InvariantCulture, out var given)
            ? given
            : Random.Shared.Next();
        output.WriteLine($"SDTP_FUZZ_SEED={seed}");
        var random = new Random(seed);
        var corpus = Corpus(random);
        var accepted = 0;

        for (var i = 0; i < Iterations; i++)
        {
            var bytes = Damage(random, corpus);
            try
            {
                accepted += Check(bytes, random.Next(bytes.Length + 1));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(
                    $"SDTP_FUZZ_SEED={seed}, iteration {i}: {Convert.ToHexStringLower(bytes)}", exception);
            }
        }

        output.WriteLine($"{accepted} messages accepted");
        Assert.InRange(accepted, Iterations / 20, Iterations * 3);
    }

    /// <summary>
    /// Reads everything there is to read and holds each status against arithmetic on the bytes; gives the accepted messages.
    /// </summary>
    private static int Check(byte[] bytes, int split)
    {
        var buffer = split == bytes.Length ? new ReadOnlySequence<byte>(bytes) : Segments.Of(bytes[..split], bytes[split..]);
        var position = 0;
        var accepted = 0;
        while (true)
        {
            var before = buffer.Length;
            var status = FrameReader.TryRead(ref buffer, out var frame);
            Require(status == Expected(bytes.AsSpan(position)), "status");
            if (status is not FrameReadStatus.Frame)
            {
                Require(buffer.Length == before, "consumed without a frame");
                return accepted;
            }

            var consumed = (int)(before - buffer.Length);
            Require(consumed == Frame.OverheadBytes + frame.Body.Length, "consumed another length than the frame's");
            Require(consumed <= bytes.Length - position, "consumed more than given");
            if (WireCodec.Decode(frame) is { } message)
            {
                accepted++;
                var again = WireCodec.Encode(frame.Type, frame.RequestId, message);
                Require(again.AsSpan().SequenceEqual(bytes.AsSpan(position, consumed)), "written again as other bytes");
            }

            position += consumed;
        }
    }

    private static FrameReadStatus Expected(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 4)
        {
            return FrameReadStatus.NeedMore;
        }

        return BinaryPrimitives.ReadUInt32BigEndian(rest) switch
        {
            > 66_044 => FrameReadStatus.TooLarge,
            < 5 => FrameReadStatus.Malformed,
            var length => rest.Length - 4 < length ? FrameReadStatus.NeedMore : FrameReadStatus.Frame,
        };
    }

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new InvalidOperationException(what);
        }
    }

    private static byte[] Damage(Random random, byte[][] corpus)
    {
        var bytes = new List<byte>(Pick(random, corpus));
        for (var damages = random.Next(1, 5); damages > 0; damages--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(8))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = Interesting(random);
                    break;
                case 2:
                    bytes.Insert(at, Interesting(random));
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at));
                    break;
                case 4 when bytes.Count < DamagedBytesMax:
                    bytes.AddRange(Pick(random, corpus));
                    break;
                case 5 when bytes.Count > 4:
                    bytes[random.Next(4)] = Interesting(random);
                    break;
                case 6 when bytes.Count > 4:
                    bytes[4] = Pick(random, corpus)[4];
                    break;
                case 7:
                    FixFirstLength(bytes);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Makes the first frame whole again, so that damage reaches the body's grammar and not only the length check.</summary>
    private static void FixFirstLength(List<byte> bytes)
    {
        if (bytes.Count >= Frame.OverheadBytes)
        {
            var prefix = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(prefix, (uint)(bytes.Count - 4));
            for (var i = 0; i < prefix.Length; i++)
            {
                bytes[i] = prefix[i];
            }
        }
    }

    private static byte Interesting(Random random) => random.Next(6) switch
    {
        0 => 0x00,
        1 => 0x01,
        2 => 0x7F,
        3 => 0x80,
        4 => 0xFF,
        _ => (byte)random.Next(256),
    };

    private static byte[] Pick(Random random, byte[][] corpus) => corpus[random.Next(corpus.Length)];

    /// <summary>Several valid frames of every type; few with points, whose check costs a thousand times the rest.</summary>
    private static byte[][] Corpus(Random random)
    {
        var name = "Alice.9"u8.ToArray();
        var key = Gens.NewPublicKey();
        var record = new Protocol.Keys.SealingKeyRecord(3, key, 1, 2, Bytes(64));
        var info = new SessionInfo(Protocol.Identifiers.Username.Parse("Alice.9"), 3);
        var lookup = WireCodec.Encode(1, new LookupReply(key, info.Username, record));
        var frames = new List<byte[]> { lookup, lookup, lookup };
        for (var i = 0; i < 8; i++)
        {
            var id = (uint)random.Next();
            var stored = Enumerable.Range(0, i % 4).Select(n => new StoredMessage(5UL + (ulong)n, default, 7, Bytes(n * 30)));
            var page = new MessagePage(5, 9, [.. stored]);
            var limits = Enum.GetValues<RelayLimit>().Take(i + 1).ToDictionary(limit => limit, limit => (ulong)limit);
            frames.AddRange(
            [
                WireCodec.Encode(id, new HelloRequest(1, 2, 0, "sdtp é 1.0")),
                WireCodec.Encode(id, new HelloReply(1, 0, default, 1, limits)),
                WireCodec.Encode(id, default(ChallengeRequest)), WireCodec.Encode(id, new ChallengeReply(Bytes(32))),
                WireCodec.Encode(id, new RegisterRequest(name, Bytes(65), Bytes(32), Bytes(149), Bytes(64))),
                WireCodec.Encode(id, new RegisterReply(info)),
                WireCodec.Encode(id, new LoginRequest(name, Bytes(65), Bytes(32), Bytes(64))), WireCodec.Encode(id, new LoginReply(info)),
                WireCodec.Encode(id, default(LogoutRequest)), WireCodec.Encode(id, default(LogoutReply)),
                WireCodec.Encode(id, new PingRequest(id)), WireCodec.Encode(id, new PingReply(id)),
                WireCodec.Encode(id, new LookupRequest("Alice.9", default)), WireCodec.Encode(id, new LookupRequest(null, default)),
                WireCodec.Encode(id, new SendRequest(id, Bytes(i * 20))), WireCodec.Encode(id, new SendReply(id)),
                WireCodec.Encode(id, new FetchRequest(id, 9)), WireCodec.Encode(id, new FetchReply(page)),
                WireCodec.Encode(id, new AckRequest(id)), WireCodec.Encode(id, new AckReply(id)),
                WireCodec.Encode(id, new SubscribeRequest(id, 9)), WireCodec.Encode(id, new SubscribeReply(1, 2, 3)),
                WireCodec.Encode(id, default(UnsubscribeRequest)), WireCodec.Encode(id, default(UnsubscribeReply)),
                WireCodec.Encode(id, new PublishKeyRequest(Bytes(149))), WireCodec.Encode(id, new PublishKeyReply(id)),
                WireCodec.Encode(0, new Deliver(page)), WireCodec.Encode(0, new Notice(new Problem(ErrorCode.GoingAway, 5, "stopping"))),
                WireCodec.Encode(id, new ErrorReply(new Problem(ErrorCode.TryAgain, 5, "wait € a little"))),
            ]);
        }

        return [.. frames];

        byte[] Bytes(int length)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            return bytes;
        }
    }
}
