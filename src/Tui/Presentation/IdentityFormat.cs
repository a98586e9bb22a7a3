using Sdtp.Tui.Sessions;

namespace Sdtp.Tui.Presentation;

/// <summary>How an own identity looks on a terminal.</summary>
internal static class IdentityFormat
{
    internal static IReadOnlyList<string> Card(IdentityCard card) =>
    [
        $"name    {card.Name}",
        $"userID  {card.UserId}",
        $"key     {card.PublicKey}",
        $"relay   {card.Relay}",
        $"folder  {card.Folder}",
    ];
}
