using System.Text;

namespace Sdtp.Tui.Prompts.LineEditing;

/// <summary>Reads a passphrase key by key and shows nothing of it, not even its length.</summary>
internal sealed class SecretReader(IKeySource keys, TextWriter output)
{
    /// <summary>Most characters in a passphrase.</summary>
    internal const int LengthMax = 1_024;

    internal Task<string?> ReadAsync(string prompt, CancellationToken cancellationToken) =>
        Task.Run(() => Read(prompt), CancellationToken.None).WaitAsync(cancellationToken);

    private string? Read(string prompt)
    {
        output.Write(prompt);
        output.Flush();
        keys.HoldInterrupts(true);
        try
        {
            return ReadKeys();
        }
        finally
        {
            keys.HoldInterrupts(false);
            output.WriteLine();
        }
    }

    private string? ReadKeys()
    {
        var secret = new StringBuilder();
        while (true)
        {
            var key = keys.Read();
            var control = (key.Modifiers & ConsoleModifiers.Control) != 0;
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    return secret.ToString();
                case ConsoleKey.C when control:
                    throw new OperationCanceledException();
                case ConsoleKey.D when control && secret.Length == 0:
                    return null;
                case ConsoleKey.U when control:
                    secret.Clear();
                    break;
                case ConsoleKey.Backspace when secret.Length > 0:
                    secret.Length--;
                    break;
                default:
                    if (!char.IsControl(key.KeyChar) && secret.Length < LengthMax)
                    {
                        secret.Append(key.KeyChar);
                    }

                    break;
            }
        }
    }
}
