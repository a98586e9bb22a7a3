using Sdtp.Tui.Chat.Presentation;

namespace Sdtp.Tui.Chat.Setup;

/// <summary>
/// A rough word about a passphrase: length counts most, repeats count little. It is advice to a person and decides nothing.
/// </summary>
internal static class PassphraseStrength
{
    private const double WeakBelow = 45;
    private const double FairBelow = 65;

    internal static (string Text, Tone Tone) Of(string passphrase)
    {
        if (passphrase.Length == 0)
        {
            return ("four or five random words are easy to keep and hard to guess", Tone.Faint);
        }

        return Bits(passphrase) switch
        {
            < WeakBelow => ("weak: guessed in hours by whoever has the file; add words", Tone.Error),
            < FairBelow => ("fair: one word more would make it strong", Tone.Warning),
            _ => ("strong", Tone.Good),
        };
    }

    internal static double Bits(string passphrase)
    {
        var alphabet = 0;
        alphabet += passphrase.Any(char.IsLower) ? 26 : 0;
        alphabet += passphrase.Any(char.IsUpper) ? 26 : 0;
        alphabet += passphrase.Any(char.IsDigit) ? 10 : 0;
        alphabet += passphrase.Any(c => !char.IsLetterOrDigit(c)) ? 20 : 0;

        // Letters inside words are far from random: about half of what the alphabet promises.
        var perCharacter = Math.Log2(Math.Max(2, alphabet)) * 0.55;
        var fresh = passphrase.Where((c, i) => i == 0 || (c != passphrase[i - 1] && Math.Abs(c - passphrase[i - 1]) != 1)).Count();
        var distinct = passphrase.Distinct().Count();
        return perCharacter * Math.Min(fresh, distinct * 3);
    }
}
