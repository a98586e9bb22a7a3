using System.Buffers;

namespace Sdtp.Gateway.Outbound;

/// <summary>Frames one after another in a pooled array that is given back whenever it is empty, so that a quiet connection holds none.</summary>
internal sealed class FrameBuffer : IBufferWriter<byte>
{
    private const int SmallestArrayBytes = 1024;
    private byte[] _array = [];

    public int Count { get; private set; }

    public ReadOnlyMemory<byte> WrittenMemory => _array.AsMemory(0, Count);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _array.Length - Count);
        Count += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _array.AsMemory(Count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _array.AsSpan(Count);
    }

    public void Clear()
    {
        Count = 0;
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
            _array = [];
        }
    }

    private void Reserve(int more)
    {
        if (_array.Length - Count >= more)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestArrayBytes, Math.Max(_array.Length * 2, Count + more)));
        WrittenMemory.Span.CopyTo(larger);
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
        }

        _array = larger;
    }
}
