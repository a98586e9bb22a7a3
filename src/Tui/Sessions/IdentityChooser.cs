using Sdtp.Client;
using Sdtp.Protocol.Identifiers;
using Sdtp.Tui.Commands;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Sessions;

/// <summary>Which of the identities on this machine a command means.</summary>
internal static class IdentityChooser
{
    /// <summary>The chosen name, or the only one there is.</summary>
    /// <exception cref="CommandFailedException">There is none to choose, or more than one.</exception>
    internal static Username Choose(SessionChoice choice)
    {
        if (choice.Name is { } name)
        {
            return name;
        }

        var known = Profile.List(choice.Home).Select(entry => entry.Name).ToArray();
        return known switch
        {
            [] => throw new CommandFailedException(new Failure(
                ExitCode.Identity,
                $"there is no identity in {choice.Home}",
                "make one and register it: sdtp shell --username NAME")),
            [var only] => Username.Parse(only),
            _ => throw new CommandFailedException(new Failure(
                ExitCode.Identity,
                $"there are several identities on this machine: {string.Join(", ", known)}",
                "say which one: --username NAME")),
        };
    }

    internal static Failure NotFound(Username name, string home) => new(
        ExitCode.Identity,
        $"there is no identity '{name}' in {home}",
        $"make it and register it: sdtp shell --username {name}");
}
