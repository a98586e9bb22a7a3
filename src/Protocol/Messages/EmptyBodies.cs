using System.Diagnostics.CodeAnalysis;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Messages;

/// <summary>CHALLENGE asks for a login nonce. Its body is empty.</summary>
public readonly record struct ChallengeRequest : IWireMessage<ChallengeRequest>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Challenge;

    /// <inheritdoc/>
    public int BodyLength => 0;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer)
    {
    }

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out ChallengeRequest message)
    {
        message = default;
        return body.IsEmpty;
    }
}

/// <summary>LOGOUT ends the session and gives the lease up; the connection stays open. Its body is empty.</summary>
public readonly record struct LogoutRequest : IWireMessage<LogoutRequest>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Logout;

    /// <inheritdoc/>
    public int BodyLength => 0;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer)
    {
    }

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out LogoutRequest message)
    {
        message = default;
        return body.IsEmpty;
    }
}

/// <summary>LOGOUT's reply. Its body is empty.</summary>
public readonly record struct LogoutReply : IWireMessage<LogoutReply>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.LogoutReply;

    /// <inheritdoc/>
    public int BodyLength => 0;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer)
    {
    }

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out LogoutReply message)
    {
        message = default;
        return body.IsEmpty;
    }
}

/// <summary>UNSUBSCRIBE stops DELIVER pushes and gives the receive lease up. Its body is empty.</summary>
public readonly record struct UnsubscribeRequest : IWireMessage<UnsubscribeRequest>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Unsubscribe;

    /// <inheritdoc/>
    public int BodyLength => 0;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer)
    {
    }

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out UnsubscribeRequest message)
    {
        message = default;
        return body.IsEmpty;
    }
}

/// <summary>UNSUBSCRIBE's reply. Its body is empty.</summary>
public readonly record struct UnsubscribeReply : IWireMessage<UnsubscribeReply>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.UnsubscribeReply;

    /// <inheritdoc/>
    public int BodyLength => 0;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer)
    {
    }

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out UnsubscribeReply message)
    {
        message = default;
        return body.IsEmpty;
    }
}
