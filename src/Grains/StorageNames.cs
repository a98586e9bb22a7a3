namespace Sdtp.Grains;

/// <summary>The names under which the host must register grain storage.</summary>
public static class StorageNames
{
    /// <summary>Profiles of users.</summary>
    public const string Users = "users";

    /// <summary>Claims on usernames.</summary>
    public const string Usernames = "usernames";
}
