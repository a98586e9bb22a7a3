using System.CommandLine;
using Sdtp.Gateway.Configuration;

namespace Sdtp.Admin.Configuration;

/// <summary>What the verbs that look at a relay have in common: its settings, and <c>--json</c>.</summary>
internal static class RelayVerb
{
    /// <param name="name">The verb.</param>
    /// <param name="description">What it does.</param>
    /// <param name="argument">What it wants beside the settings, or null.</param>
    /// <param name="run">Does it; gets the argument, and whether JSON is wanted.</param>
    internal static Command Create(
        string name, string description, Argument<string>? argument, Func<AdminOptions, string?, bool, CancellationToken, Task> run)
    {
        var command = new Command(name, description);
        if (argument is not null)
        {
            command.Add(argument);
        }

        var json = new Option<bool>("--json") { Description = "One JSON object in place of text." };
        command.Add(json);
        var read = SettingsCommand.AddOptions(command, AdminSettings.All);
        command.SetAction((parsed, cancellationToken) => run(
            AdminSettings.Read(read(parsed)),
            argument is null ? null : parsed.GetValue(argument),
            parsed.GetValue(json),
            cancellationToken));
        return command;
    }
}
