using System.Diagnostics.CodeAnalysis;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Messages;

/// <summary>CHALLENGE's reply: <c>serverNonce 32</c>. Single use, 30 s, bound to the connection; a new one replaces the last.</summary>
/// <param name="ServerNonce">32 random bytes.</param>
public readonly record struct ChallengeReply(ReadOnlyMemory<byte> ServerNonce) : IWireMessage<ChallengeReply>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.ChallengeReply;

    /// <inheritdoc/>
    public int BodyLength => LoginProof.NonceLength;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer) => writer.WriteFixed(ServerNonce.Span, LoginProof.NonceLength);

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out ChallengeReply message)
    {
        message = body.Length == LoginProof.NonceLength ? new ChallengeReply(body.ToArray()) : default;
        return body.Length == LoginProof.NonceLength;
    }
}

/// <summary>
/// REGISTER: <c>username (u8 length, bytes) | publicKey 65 | clientNonce 32 | sealing key record 149 | signature 64</c>. Unverified:
/// names and keys are raw bytes here, so that a bad one gets its own error code and not a closed connection.
/// </summary>
/// <param name="Username">The wanted name, as it is to be shown.</param>
/// <param name="PublicKey">The identity key.</param>
/// <param name="ClientNonce">32 random bytes.</param>
/// <param name="SealingKey">The first sealing key record, 149 bytes.</param>
/// <param name="Signature">Over <see cref="LoginProof"/> with <see cref="LoginPurpose.Register"/>.</param>
public sealed record RegisterRequest(
    ReadOnlyMemory<byte> Username,
    ReadOnlyMemory<byte> PublicKey,
    ReadOnlyMemory<byte> ClientNonce,
    ReadOnlyMemory<byte> SealingKey,
    ReadOnlyMemory<byte> Signature) : IWireMessage<RegisterRequest>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Register;

    /// <inheritdoc/>
    public int BodyLength =>
        1 + Username.Length + P256PublicKey.Length + LoginProof.NonceLength + SealingKeyRecord.Length + EcdsaSignature.Length;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer)
    {
        writer.WriteByte(checked((byte)Username.Length));
        writer.WriteBytes(Username.Span);
        writer.WriteFixed(PublicKey.Span, P256PublicKey.Length);
        writer.WriteFixed(ClientNonce.Span, LoginProof.NonceLength);
        writer.WriteFixed(SealingKey.Span, SealingKeyRecord.Length);
        writer.WriteFixed(Signature.Span, EcdsaSignature.Length);
    }

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out RegisterRequest? message)
    {
        message = null;
        var reader = new WireReader(body);
        if (!reader.TryReadByte(out var nameLength)
            || !reader.TryReadBytes(nameLength, out var name)
            || !reader.TryReadBytes(P256PublicKey.Length, out var key)
            || !reader.TryReadBytes(LoginProof.NonceLength, out var nonce)
            || !reader.TryReadBytes(SealingKeyRecord.Length, out var sealingKey)
            || !reader.TryReadBytes(EcdsaSignature.Length, out var signature)
            || !reader.IsAtEnd)
        {
            return false;
        }

        message = new RegisterRequest(name.ToArray(), key.ToArray(), nonce.ToArray(), sealingKey.ToArray(), signature.ToArray());
        return true;
    }
}

/// <summary>LOGIN: <c>username (u8 length, bytes; may be empty) | publicKey 65 | clientNonce 32 | signature 64</c>. Unverified.</summary>
/// <param name="Username">The name the client believes it has, or empty.</param>
/// <param name="PublicKey">The identity key.</param>
/// <param name="ClientNonce">32 random bytes.</param>
/// <param name="Signature">Over <see cref="LoginProof"/> with <see cref="LoginPurpose.Login"/>.</param>
public sealed record LoginRequest(
    ReadOnlyMemory<byte> Username, ReadOnlyMemory<byte> PublicKey, ReadOnlyMemory<byte> ClientNonce, ReadOnlyMemory<byte> Signature)
    : IWireMessage<LoginRequest>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Login;

    /// <inheritdoc/>
    public int BodyLength => 1 + Username.Length + P256PublicKey.Length + LoginProof.NonceLength + EcdsaSignature.Length;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer)
    {
        writer.WriteByte(checked((byte)Username.Length));
        writer.WriteBytes(Username.Span);
        writer.WriteFixed(PublicKey.Span, P256PublicKey.Length);
        writer.WriteFixed(ClientNonce.Span, LoginProof.NonceLength);
        writer.WriteFixed(Signature.Span, EcdsaSignature.Length);
    }

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out LoginRequest? message)
    {
        message = null;
        var reader = new WireReader(body);
        if (!reader.TryReadByte(out var nameLength)
            || !reader.TryReadBytes(nameLength, out var name)
            || !reader.TryReadBytes(P256PublicKey.Length, out var key)
            || !reader.TryReadBytes(LoginProof.NonceLength, out var nonce)
            || !reader.TryReadBytes(EcdsaSignature.Length, out var signature)
            || !reader.IsAtEnd)
        {
            return false;
        }

        message = new LoginRequest(name.ToArray(), key.ToArray(), nonce.ToArray(), signature.ToArray());
        return true;
    }
}

/// <summary>The body that REGISTER and LOGIN are answered with: <c>username (u8 length, ASCII) | sealingKeyNumber u32</c>.</summary>
/// <param name="Username">The name as registered.</param>
/// <param name="SealingKeyNumber">The sealing key that the relay hands out now.</param>
public readonly record struct SessionInfo(Username Username, uint SealingKeyNumber)
{
    internal int BodyLength => 1 + Username.Display.Length + 4;

    internal void Write(ref WireWriter writer)
    {
        writer.WriteUsername(Username);
        writer.WriteUInt32(SealingKeyNumber);
    }

    internal static bool TryRead(ReadOnlySpan<byte> body, out SessionInfo info)
    {
        var reader = new WireReader(body);
        if (!reader.TryReadUsername(out var username) || !reader.TryReadUInt32(out var number) || !reader.IsAtEnd)
        {
            info = default;
            return false;
        }

        info = new SessionInfo(username, number);
        return true;
    }
}

/// <summary>REGISTER's reply. The connection is logged in.</summary>
/// <param name="Session">Who the session is.</param>
public readonly record struct RegisterReply(SessionInfo Session) : IWireMessage<RegisterReply>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.RegisterReply;

    /// <inheritdoc/>
    public int BodyLength => Session.BodyLength;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer) => Session.Write(ref writer);

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out RegisterReply message)
    {
        var read = SessionInfo.TryRead(body, out var info);
        message = new RegisterReply(info);
        return read;
    }
}

/// <summary>LOGIN's reply. The connection is logged in.</summary>
/// <param name="Session">Who the session is.</param>
public readonly record struct LoginReply(SessionInfo Session) : IWireMessage<LoginReply>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.LoginReply;

    /// <inheritdoc/>
    public int BodyLength => Session.BodyLength;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer) => Session.Write(ref writer);

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out LoginReply message)
    {
        var read = SessionInfo.TryRead(body, out var info);
        message = new LoginReply(info);
        return read;
    }
}
