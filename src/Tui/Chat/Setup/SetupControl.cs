using Sdtp.Client;
using Sdtp.Protocol.Identifiers;
using Sdtp.Tui.Chat.Overlays;
using Sdtp.Tui.Chat.Presentation;

namespace Sdtp.Tui.Chat.Setup;

/// <summary>What the dialogs before the chat start from.</summary>
/// <param name="Name">The wanted identity; null for the one there is, or a choice.</param>
/// <param name="Server">The server to suggest.</param>
/// <param name="Passphrase">A passphrase that is known already; null asks.</param>
/// <param name="WithoutPassphrase">Make the identity without a passphrase.</param>
internal sealed record SetupChoice(string? Name, string Server, string? Passphrase, bool WithoutPassphrase);

/// <summary>
/// First run and unlocking: one form at a time, errors in the form, never an end of the program. Work runs on the pool and comes back
/// through <c>post</c>.
/// </summary>
internal sealed class SetupControl(ISetupWork work, SetupChoice choice, Action<Action> post) : IDisposable
{
    private const int NameField = 0;
    private const int PassphraseField = 1;
    private const int AgainField = 2;

    private readonly CancellationTokenSource _leaving = new();

    // Read before the screen runs: no key ever waits for the disk.
    private readonly IReadOnlyList<string> _names = work.Names();

    internal Overlay? Overlay { get; private set; }

    /// <summary>The open profile, when there is one: the dialogs are over.</summary>
    internal Profile? Opened { get; private set; }

    internal bool HasLeft { get; private set; }

    internal bool IsOver => HasLeft || Opened is not null;

    /// <summary>Shows the first dialog.</summary>
    internal void Start()
    {
        if (choice.Name is { } name)
        {
            if (_names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                Unlock(name);
            }
            else
            {
                Create(name);
            }
        }
        else if (_names.Count == 0)
        {
            Create("");
        }
        else if (_names.Count == 1)
        {
            Unlock(_names[0]);
        }
        else
        {
            Choose();
        }
    }

    internal void Press(Stroke stroke)
    {
        if (stroke.Name is "Ctrl-Q" or "Ctrl-C")
        {
            HasLeft = true;
            _leaving.Cancel();
            return;
        }

        Overlay?.Press(stroke);
    }

    internal void Paste(string text) => Overlay?.Paste(text);

    public void Dispose() => _leaving.Dispose();

    private void Choose()
    {
        var entries = _names.Select(name => new PaletteEntry(name, "", () => Unlock(name)))
            .Append(new PaletteEntry("new identity", "another username", () => Create("")))
            .ToArray();
        Overlay = new PaletteOverlay(entries, _ => null);
    }

    private void Unlock(string name)
    {
        // On a machine with one identity a second person is no less welcome; after a lock, or for who has named one, it is that one.
        var mayChoose = choice.Name is null;
        var looking = Task.CompletedTask;
        var form = new FormOverlay(
            $"Unlock {name}",
            [$"Type the passphrase of {name}." + (mayChoose ? " To be somebody else, or somebody new, press Esc." : "")],
            [new FormField("Passphrase", IsSecret: true)],
            values => Open(name, values[0], looking),
            mayChoose || _names.Count > 1 ? () => Choose() : null);
        Overlay = form;
        if (choice.Passphrase is { } known)
        {
            Open(name, known, looking);
            return;
        }

        // The form takes keys meanwhile: who types at once must not lose the first letters.
        form.Notice = "Opening\u2026";
        looking = RunAsync(() => Task.FromResult(work.TryOpenWithout(name)), result =>
        {
            form.Notice = null;
            End(form, result);
        });
    }

    private void Open(string name, string passphrase, Task looking) => Do("Unlocking\u2026", async () =>
    {
        await looking.ConfigureAwait(false);
        return work.Open(name, passphrase);
    });

    private void Create(string name)
    {
        var needs = !choice.WithoutPassphrase && choice.Passphrase is null;
        FormField[] fields =
        [
            new("Username: 3 to 32 of A-Z a-z 0-9 _.-", Preset: name),
            .. needs
                ? (FormField[])
                [
                    new("Passphrase", IsSecret: true, Remark: PassphraseStrength.Of),
                    new("The same again", IsSecret: true),
                ]
                : [],
            new("Server", Preset: choice.Server),
        ];
        Overlay = new FormOverlay(
            "Welcome to SDTP",
            [
                "Your identity is a key made on this machine. "
                + (choice.WithoutPassphrase ? "Nothing will protect it here: whoever reads its file is you."
                    : "The passphrase protects it here; nobody can reset it."),
            ],
            fields,
            values => Submit(values, needs),
            _names.Count > 0 ? () => Choose() : null);
    }

    private void Submit(IReadOnlyList<string> values, bool hasPassphrase)
    {
        var form = (FormOverlay)Overlay!;
        var name = values[NameField].Trim();
        var passphrase = hasPassphrase ? values[PassphraseField] : choice.Passphrase;
        if (!Username.TryParse(name, out _))
        {
            form.Error = "A username is 3 to 32 of A-Z a-z 0-9 _ . -";
            form.Focus(NameField);
            return;
        }

        if (hasPassphrase && string.IsNullOrEmpty(passphrase))
        {
            form.Error = "Choose a passphrase. (Without one: sdtp --no-passphrase)";
            form.Focus(PassphraseField);
            return;
        }

        if (hasPassphrase && values[AgainField] != passphrase)
        {
            form.Error = "The two passphrases differ. Type the second again.";
            form.Focus(AgainField, clear: true);
            return;
        }

        Do(
            $"Making your key and registering {name}\u2026",
            async () => await work.CreateAsync(name, passphrase, values[^1].Trim(), _leaving.Token),
            field => field > NameField && !hasPassphrase ? field - 2 : field);
    }

    private void Do(string busy, Func<Task<SetupResult?>> act, Func<int, int>? fieldOf = null)
    {
        var form = (FormOverlay)Overlay!;
        form.Busy = busy;
        _ = RunAsync(act, result =>
        {
            form.Busy = null;
            End(form, result, fieldOf);
        });
    }

    /// <summary>Does a piece of work on the pool and hands its result, which a failure is too, back to the screen.</summary>
    private Task RunAsync(Func<Task<SetupResult?>> act, Action<SetupResult?> end) => Task.Run(async () =>
    {
        SetupResult? result;
        try
        {
            result = await act().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            result = new SetupResult(null, Tui.Presentation.Failures.Of(error).What);
        }

        post(() => end(result));
    });

    private void End(FormOverlay form, SetupResult? result, Func<int, int>? fieldOf = null)
    {
        if (result?.Profile is { } profile)
        {
            if (IsOver)
            {
                profile.Dispose();
                return;
            }

            Opened = profile;
        }
        else if (result?.What is { } what)
        {
            var field = fieldOf?.Invoke(result.Field) ?? result.Field;
            form.Focus(field, clear: form.IsSecretField(field));
            form.Error = what;
        }
    }
}
