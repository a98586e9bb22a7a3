namespace Sdtp.Grains.Profiles;

/// <summary>How far a registration has come. The numbers are stored.</summary>
internal enum UserStage
{
    /// <summary>Nobody has registered this userID.</summary>
    Stranger = 0,

    /// <summary>Key and wanted name are stored; the name may be claimed already, or not.</summary>
    Pending = 1,

    /// <summary>Registered for good.</summary>
    Active = 2,
}

/// <summary>
/// What is stored of a user under the storage name <c>users</c>. New fields get new ids; a change of meaning raises the format.
/// </summary>
[GenerateSerializer, Immutable, Alias("sdtp.user-state")]
internal sealed record UserState
{
    public const int FormatLatest = 1;

    [Id(0)]
    public int Format { get; init; } = FormatLatest;

    [Id(1)]
    public UserStage Stage { get; init; }

    /// <summary>The 65-byte identity key; empty for a stranger.</summary>
    [Id(2)]
    public byte[] PublicKey { get; init; } = [];

    /// <summary>The name as registered, or as wanted while pending.</summary>
    [Id(3)]
    public string Username { get; init; } = "";

    /// <summary>The current sealing key record, 149 bytes.</summary>
    [Id(4)]
    public byte[] SealingKey { get; init; } = [];

    /// <summary>Sealing keys that gave way lately, the latest last.</summary>
    [Id(5)]
    public SupersededKey[] Superseded { get; init; } = [];
}

/// <summary>A sealing key number that is still accepted for a while.</summary>
/// <param name="Number">The number.</param>
/// <param name="SupersededAtMs">When its successor was published, Unix milliseconds.</param>
[GenerateSerializer, Immutable, Alias("sdtp.superseded-key")]
internal sealed record SupersededKey(
    [property: Id(0)] uint Number,
    [property: Id(1)] long SupersededAtMs);
