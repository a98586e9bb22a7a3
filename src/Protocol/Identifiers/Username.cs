using System.Text;

namespace Sdtp.Protocol.Identifiers;

/// <summary>
/// A person's chosen name: 3 to 32 of <c>A-Z a-z 0-9 _ . -</c>. Shown as registered, compared folded to lower ASCII.
/// </summary>
public readonly struct Username : IEquatable<Username>
{
    /// <summary>Fewest characters in a username.</summary>
    public const int LengthMin = 3;

    /// <summary>Most characters in a username.</summary>
    public const int LengthMax = 32;

    private readonly string? _display;
    private readonly string? _folded;

    private Username(string display)
    {
        _display = display;
        _folded = display.ToLowerInvariant();
    }

    /// <summary>The name as it was registered or typed.</summary>
    public string Display => _display ?? throw new InvalidOperationException("An uninitialised Username has no text.");

    /// <summary>The name folded to lower ASCII: what is compared, claimed and signed.</summary>
    public string Folded => _folded ?? throw new InvalidOperationException("An uninitialised Username has no text.");

    /// <summary>True for <c>default</c>, which is no username.</summary>
    public bool IsDefault => _display is null;

    /// <summary>Reads a username.</summary>
    /// <param name="text">The text to read.</param>
    /// <exception cref="FormatException">The text is not 3 to 32 of the allowed characters.</exception>
    public static Username Parse(string text) =>
        TryParse(text, out var username)
            ? username
            : throw new FormatException($"A username is {LengthMin} to {LengthMax} of A-Z a-z 0-9 _ . -");

    /// <summary>Reads a username; false when the text breaks the rule.</summary>
    /// <param name="text">The text to read.</param>
    /// <param name="username">The username, when the text is one.</param>
    public static bool TryParse(string? text, out Username username)
    {
        username = default;
        if (text is null || text.Length is < LengthMin or > LengthMax)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-'))
            {
                return false;
            }
        }

        username = new Username(text);
        return true;
    }

    /// <summary>Reads a username from the bytes of a request; false when they break the rule. Nothing is allocated for a bad one.</summary>
    /// <param name="bytes">The bytes, without their length.</param>
    /// <param name="username">The username, when the bytes are one.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Username username)
    {
        username = default;
        return bytes.Length is >= LengthMin and <= LengthMax
            && Ascii.IsValid(bytes)
            && TryParse(Encoding.ASCII.GetString(bytes), out username);
    }

    /// <inheritdoc/>
    public bool Equals(Username other) => string.Equals(_folded, other._folded, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Username other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(_folded, StringComparison.Ordinal);

    /// <summary>Whether two names are the same person's, whatever their case.</summary>
    public static bool operator ==(Username left, Username right) => left.Equals(right);

    /// <summary>Whether two names differ beyond case.</summary>
    public static bool operator !=(Username left, Username right) => !left.Equals(right);

    /// <summary>The name as it was registered.</summary>
    public override string ToString() => _display ?? "";
}
