using System.Buffers;

namespace Sdtp.Protocol.Tests.Wire;

/// <summary>Sequences in several pieces, as a pipe hands them out.</summary>
internal static class Segments
{
    internal static ReadOnlySequence<byte> Of(params byte[][] parts)
    {
        var first = new Segment(parts[0]);
        var last = parts.Skip(1).Aggregate(first, (segment, part) => segment.Append(part));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    internal static ReadOnlySequence<byte> OneByteEach(byte[] bytes) =>
        bytes.Length == 0 ? ReadOnlySequence<byte>.Empty : Of([.. bytes.Select(b => new[] { b })]);

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        internal Segment(byte[] bytes) => Memory = bytes;

        internal Segment Append(byte[] bytes)
        {
            var next = new Segment(bytes) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
