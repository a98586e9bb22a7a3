namespace Sdtp.Storage;

/// <summary>The names under which grains keep their state.</summary>
public static class StorageNames
{
    /// <summary>Profiles, by userID.</summary>
    public const string Users = "users";

    /// <summary>Claims, by folded username.</summary>
    public const string Usernames = "usernames";

    /// <summary>Every name that a storage provider must serve.</summary>
    public static IReadOnlyList<string> All { get; } = [Users, Usernames];
}
