using Sdtp.Client;
using Sdtp.Tui.Commands;
using Sdtp.Tui.Presentation;
using Sdtp.Tui.Sessions;

namespace Sdtp.Tui.Prompts;

/// <summary>Where passphrases come from: a file, or a person who is asked without echo. Never the environment.</summary>
internal sealed class Passphrases(ITerminal terminal)
{
    /// <summary>How often a person may mistype.</summary>
    internal const int AttemptsMax = 3;

    private const long FileBytesMax = 4_096;

    /// <summary>The passphrase for an identity that is being made, asked twice; null for none, by explicit choice only.</summary>
    /// <exception cref="CommandFailedException">Nobody can be asked, or the two never match.</exception>
    internal async Task<string?> ForCreationAsync(SessionChoice choice, string what, CancellationToken cancellationToken)
    {
        if (choice.NoPassphrase)
        {
            return null;
        }

        if (choice.PassphraseFile is { } file)
        {
            return ReadFile(file);
        }

        DemandPerson($"{what} needs a passphrase and there is no terminal to ask on");
        return await AskTwiceAsync(what, cancellationToken);
    }

    /// <summary>Asks a person for a new passphrase, twice.</summary>
    /// <exception cref="CommandFailedException">The two never match.</exception>
    internal async Task<string> AskTwiceAsync(string what, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var first = await AskAsync($"New passphrase for {what}: ", cancellationToken);
            if (first.Length == 0)
            {
                terminal.Error.WriteLine("An empty passphrase protects nothing. If that is what you want, use --no-passphrase.");
                continue;
            }

            if (await AskAsync("The same again: ", cancellationToken) == first)
            {
                return first;
            }

            terminal.Error.WriteLine("The two differ; try again.");
        }

        throw new CommandFailedException(new Failure(
            ExitCode.Identity, "no passphrase was chosen; nothing was made", "run the command again"));
    }

    /// <summary>Asks for the passphrase of something that exists. The caller checks <see cref="FromOptions"/> first.</summary>
    internal Task<string> ForOpeningAsync(string what, CancellationToken cancellationToken)
    {
        DemandPerson($"{what} is locked by a passphrase and there is no terminal to ask on");
        return AskAsync($"Passphrase for {what}: ", cancellationToken);
    }

    /// <summary>The passphrase that the command line names; null when it names none.</summary>
    internal string? FromOptions(SessionChoice choice) => choice.PassphraseFile is { } file ? ReadFile(file) : null;

    /// <summary>The first line of a file.</summary>
    internal string ReadFile(string path)
    {
        BlockingCalls.Announce("A file was read");
        string passphrase;
        try
        {
            var info = new FileInfo(path);
            if (info.Exists && info.Length > FileBytesMax)
            {
                throw Unusable(path, "is too large for a passphrase");
            }

            passphrase = File.ReadLines(path).FirstOrDefault() ?? "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, "cannot be read");
        }

        if (passphrase.Length == 0)
        {
            throw Unusable(path, "has an empty first line");
        }

        WarnAboutReaders(path);
        return passphrase;
    }

    private static CommandFailedException Unusable(string path, string why) => new(new Failure(
        ExitCode.Identity, $"the passphrase file {path} {why}", "its first line must be the passphrase"));

    private void WarnAboutReaders(string path)
    {
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            terminal.Error.WriteLine($"warning: others can read the passphrase file {path}: chmod 600 {path}");
        }
    }

    private void DemandPerson(string what)
    {
        if (!terminal.IsInteractive)
        {
            throw new CommandFailedException(new Failure(
                ExitCode.Identity, what, "give --passphrase-file FILE, or --no-passphrase for a keystore without one"));
        }
    }

    private async Task<string> AskAsync(string prompt, CancellationToken cancellationToken) =>
        await terminal.ReadSecretAsync(prompt, cancellationToken) ?? throw new OperationCanceledException("The input ended.");
}
