using System.Diagnostics.CodeAnalysis;
using System.Text;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Messages;

/// <summary>
/// LOOKUP: <c>kind u8 | value</c>, where kind 1 is <c>username (u8 length, bytes)</c> and kind 2 is <c>userID 32</c>. Unverified: the name
/// is raw here, so that a bad one gets BAD_USERNAME.
/// </summary>
/// <param name="Name">The name looked for, or null for a lookup by userID.</param>
/// <param name="UserId">The userID looked for, when <paramref name="Name"/> is null.</param>
public readonly record struct LookupRequest(string? Name, UserId UserId) : IWireMessage<LookupRequest>
{
    private const byte ByUsername = 1;
    private const byte ByUserId = 2;

    /// <summary>A lookup by name.</summary>
    /// <param name="username">The name.</param>
    public static LookupRequest For(Username username) => new(username.Display, default);

    /// <summary>A lookup by userID.</summary>
    /// <param name="userId">The userID.</param>
    public static LookupRequest For(UserId userId) => new(null, userId);

    /// <inheritdoc/>
    public static FrameType Type => FrameType.Lookup;

    /// <inheritdoc/>
    public int BodyLength => 1 + (Name is null ? UserId.Length : 1 + Name.Length);

    /// <inheritdoc/>
    public void Write(ref WireWriter writer)
    {
        if (Name is null)
        {
            writer.WriteByte(ByUserId);
            writer.WriteUserId(UserId);
            return;
        }

        writer.WriteByte(ByUsername);
        writer.WriteByte(checked((byte)Name.Length));
        Encoding.Latin1.GetBytes(Name, writer.Take(Name.Length));
    }

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out LookupRequest message)
    {
        message = default;
        var reader = new WireReader(body);
        if (!reader.TryReadByte(out var kind))
        {
            return false;
        }

        if (kind == ByUserId && reader.TryReadUserId(out var userId) && reader.IsAtEnd)
        {
            message = new LookupRequest(null, userId);
            return true;
        }

        if (kind == ByUsername && reader.TryReadByte(out var length) && reader.TryReadBytes(length, out var name) && reader.IsAtEnd)
        {
            // Latin-1 maps every byte to one character, so a name outside ASCII survives to be refused as a name.
            message = new LookupRequest(Encoding.Latin1.GetString(name), default);
            return true;
        }

        return false;
    }
}

/// <summary>
/// LOOKUP's reply: <c>publicKey 65 | username (u8 length, ASCII, as registered) | sealing key record 149</c>. Unverified: the client
/// checks that the hash of the key is the userID it asked for (or has pinned) and that the key signed the record.
/// </summary>
/// <param name="PublicKey">The user's identity key; its SHA-256 is the userID.</param>
/// <param name="Username">The user's name as registered.</param>
/// <param name="SealingKey">The user's current sealing key.</param>
public sealed record LookupReply(P256PublicKey PublicKey, Username Username, SealingKeyRecord SealingKey) : IWireMessage<LookupReply>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.LookupReply;

    /// <inheritdoc/>
    public int BodyLength => P256PublicKey.Length + 1 + Username.Display.Length + SealingKeyRecord.Length;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer)
    {
        writer.WriteBytes(PublicKey.Bytes.Span);
        writer.WriteUsername(Username);
        SealingKey.Write(ref writer);
    }

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out LookupReply? message)
    {
        message = null;
        var reader = new WireReader(body);
        if (!reader.TryReadPublicKey(out var publicKey)
            || !reader.TryReadUsername(out var username)
            || !SealingKeyRecord.TryRead(ref reader, out var sealingKey)
            || !reader.IsAtEnd)
        {
            return false;
        }

        message = new LookupReply(publicKey, username, sealingKey);
        return true;
    }
}
