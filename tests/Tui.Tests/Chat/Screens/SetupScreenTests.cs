using Sdtp.Tui.Chat.Screens;
using Sdtp.Tui.Chat.Setup;
using Sdtp.Tui.Tests.Scripted;
using Terminal.Gui.Input;
using Xunit;

namespace Sdtp.Tui.Tests.Chat.Screens;

/// <summary>The dialogs before the chat, as they are drawn at each size.</summary>
public sealed class SetupScreenTests : IDisposable
{
    private const string Welcome = "Welcome to SDTP";

    private ScriptedSetup _work = new();
    private HeadlessScreen? _drawn;
    private SetupControl? _control;

    public static TheoryData<int, int> Sizes => HeadlessScreen.Sizes;

    private HeadlessScreen Drawn => _drawn!;

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_first_run_shows_every_field_and_the_cursor_in_the_first(int columns, int rows)
    {
        Begin(columns, rows);
        Drawn.Type("Robin");

        var box = Drawn.Box(Welcome);

        Assert.All(
            ["Username", "Passphrase", "The same again", "Server"],
            label => Assert.Contains(box, line => line.StartsWith(label, StringComparison.Ordinal)));
        Assert.Contains(" 127.0.0.1:5000", box);
        Assert.Contains(box, line => line.Contains("Enter goes on", StringComparison.Ordinal));
        AssertCursorBehind("Robin");
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_passphrase_shows_its_strength_and_never_itself(int columns, int rows)
    {
        Begin(columns, rows);
        Drawn.Press(Key.Tab);
        Drawn.Type("purple walrus dances 42 times");

        var box = Drawn.Box(Welcome);

        Assert.Contains("strong", box);
        Assert.DoesNotContain(box, line => line.Contains("walrus", StringComparison.Ordinal));
        AssertCursorBehind("\u2022\u2022\u2022");
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_paste_fills_the_field_with_the_cursor(int columns, int rows)
    {
        Begin(columns, rows);

        Drawn.Paste(" Robin\r");

        Assert.Contains(" Robin", Drawn.Box(Welcome));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_refusal_is_shown_to_its_last_word_beside_the_field_to_correct(int columns, int rows)
    {
        _work = new ScriptedSetup
        {
            Answer = new SetupResult(
                null, "No relay answers at 127.0.0.1:5000.\nSee whether it runs (dotnet run --project src/Silo), or write another.", 3),
        };
        Begin(columns, rows);
        Drawn.Type("Robin");
        foreach (var value in new[] { "one two three", "one two three" })
        {
            Drawn.Press(Key.Tab);
            Drawn.Type(value);
        }

        Drawn.Press(Key.Enter, Key.Enter);
        var busy = string.Join(' ', Drawn.Box(Welcome));
        _work.RunPosted();

        var box = Drawn.Box(Welcome);

        Assert.Contains("Making your key", busy, StringComparison.Ordinal);
        Assert.Contains("or write another.", string.Join(' ', box), StringComparison.Ordinal);
        AssertCursorBehind("127.0.0.1:5000");
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Unlocking_asks_the_passphrase_of_one_identity_and_a_wrong_one_again(int columns, int rows)
    {
        _work = new ScriptedSetup { Known = ["Robin"], Answer = new SetupResult(null, "That is not the passphrase. Try again.") };
        Begin(columns, rows);
        var opening = string.Join(' ', Drawn.Box("Unlock Robin"));
        _work.RunPosted();
        Drawn.Type("guess");
        AssertCursorBehind("\u2022\u2022\u2022\u2022\u2022");
        Drawn.Press(Key.Enter);
        _work.RunPosted();

        var box = Drawn.Box("Unlock Robin");

        Assert.Contains("Opening", opening, StringComparison.Ordinal);
        Assert.Contains(box, line => line.StartsWith("That is not the passphrase.", StringComparison.Ordinal));
        Assert.DoesNotContain(box, line => line.Contains('\u2022', StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Several_identities_are_a_list_to_choose_from(int columns, int rows)
    {
        _work = new ScriptedSetup { Known = ["Alice", "Bob"] };
        Begin(columns, rows);

        var choice = Drawn.Box("Go to");
        Drawn.Press(Key.CursorDown, Key.Enter);

        Assert.StartsWith(" Alice", choice[1], StringComparison.Ordinal);
        Assert.Contains(choice, line => line.StartsWith(" new identity", StringComparison.Ordinal));
        Drawn.Box("Unlock Bob");
    }

    public void Dispose()
    {
        _drawn?.Dispose();
        _control?.Dispose();
    }

    private void Begin(int columns, int rows)
    {
        _control = new SetupControl(_work, new SetupChoice(null, "127.0.0.1:5000", null, WithoutPassphrase: false), _work.Post);
        _control.Start();
        _drawn = new HeadlessScreen(new SetupScreen(_control), columns, rows);
    }

    private void AssertCursorBehind(string text)
    {
        var lines = Drawn.Draw();
        var at = Assert.NotNull(Drawn.Cursor);
        Assert.EndsWith(text, lines[at.Y][..at.X], StringComparison.Ordinal);
    }
}
