namespace Sdtp.Grains.Usernames;

/// <summary>
/// What is stored of a username under the storage name <c>usernames</c>. New fields get new ids; a change of meaning raises the format.
/// </summary>
[GenerateSerializer, Immutable, Alias("sdtp.username-state")]
internal sealed record UsernameState
{
    public const int FormatLatest = 1;

    [Id(0)]
    public int Format { get; init; } = FormatLatest;

    /// <summary>The 32 bytes of the userID that holds the name; empty while nobody does.</summary>
    [Id(1)]
    public byte[] Holder { get; init; } = [];
}
