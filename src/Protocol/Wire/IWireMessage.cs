using System.Diagnostics.CodeAnalysis;

namespace Sdtp.Protocol.Wire;

/// <summary>A frame body with a grammar of its own. Reading is strict: every byte must be accounted for.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface IWireMessage<TSelf>
    where TSelf : IWireMessage<TSelf>
{
    /// <summary>The frame type that carries this body.</summary>
    static abstract FrameType Type { get; }

    /// <summary>Exact number of bytes that <see cref="Write"/> will write.</summary>
    int BodyLength { get; }

    /// <summary>Writes the body.</summary>
    /// <param name="writer">A writer with at least <see cref="BodyLength"/> bytes left.</param>
    void Write(ref WireWriter writer);

    /// <summary>Reads a whole body; false when it breaks the grammar or bytes are left over.</summary>
    /// <param name="body">The body, contiguous.</param>
    /// <param name="message">The message, when the body is one. Arrays in it are owned copies.</param>
    static abstract bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out TSelf? message);
}
