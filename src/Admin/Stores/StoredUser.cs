namespace Sdtp.Admin.Stores;

/// <summary>
/// What of a user's stored state is shown here: some members of <c>sdtp.user-state</c> of src/Grains, which alone writes it, under the same
/// numbers. Whatever else is stored is passed over.
/// </summary>
[GenerateSerializer, Immutable, Alias("sdtp.admin.stored-user")]
internal sealed record StoredUser
{
    [Id(1)]
    public StoredStage Stage { get; init; }

    [Id(3)]
    public string Username { get; init; } = "";
}

/// <summary>How far a registration has come; the numbers are those stored.</summary>
internal enum StoredStage
{
    Stranger = 0,
    Pending = 1,
    Active = 2,
}

/// <summary>What of the claim on a name is shown here, of <c>sdtp.username-state</c>.</summary>
[GenerateSerializer, Immutable, Alias("sdtp.admin.stored-claim")]
internal sealed record StoredClaim
{
    /// <summary>The 32 bytes of the userID that holds the name; empty while nobody does.</summary>
    [Id(1)]
    public byte[] Holder { get; init; } = [];
}
