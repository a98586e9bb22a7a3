using Sdtp.Tui.Chat.Overlays;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.Setup;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Chat;

public sealed class SetupControlTests
{
    private static readonly SetupChoice First = new(null, "127.0.0.1:5000", null, WithoutPassphrase: false);

    [Fact]
    public void A_first_run_asks_for_name_passphrase_and_server()
    {
        using var control = Started(new ScriptedSetup());

        var screen = Shown(control);

        Assert.Contains("Username", screen, StringComparison.Ordinal);
        Assert.Contains("The same again", screen, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:5000", screen, StringComparison.Ordinal);
    }

    [Fact]
    public void Passphrases_that_differ_are_asked_again()
    {
        var work = new ScriptedSetup();
        using var control = Started(work);

        Fill(control, "Robin", "one two three", "one two four");

        Assert.Contains("differ", Shown(control), StringComparison.Ordinal);
        Assert.Empty(work.Created);
    }

    [Fact]
    public void A_name_that_cannot_be_is_said_before_anything_else()
    {
        var work = new ScriptedSetup();
        using var control = Started(work);

        Fill(control, "no", "one two three", "one two four");

        Assert.Contains("A username is 3 to 32", Shown(control), StringComparison.Ordinal);
        Assert.Empty(work.Created);
    }

    [Theory]
    [InlineData("Ctrl-Q")]
    [InlineData("Ctrl-C")]
    public void Before_the_chat_both_usual_keys_leave(string key)
    {
        using var control = Started(new ScriptedSetup());

        control.Press(new Stroke(key));

        Assert.True(control.IsOver);
    }

    [Fact]
    public void A_refusal_stands_in_the_form_and_the_values_stay()
    {
        var work = new ScriptedSetup { Answer = new SetupResult(null, "'Robin' is taken by somebody else.\nChoose another username.") };
        using var control = Started(work);

        Fill(control, "Robin", "one two three", "one two three");
        work.RunPosted();

        Assert.Equal(["Robin one two three 127.0.0.1:5000"], work.Created);
        Assert.Contains("taken by somebody else", Shown(control), StringComparison.Ordinal);
        Assert.Contains("Robin", Shown(control), StringComparison.Ordinal);
        Assert.False(control.IsOver);
    }

    [Fact]
    public void A_secret_is_never_shown()
    {
        using var control = Started(new ScriptedSetup());

        Fill(control, "Robin", "one two three", "one");

        Assert.DoesNotContain("one two three", Shown(control), StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_run_asks_the_passphrase_only_and_a_wrong_one_again()
    {
        var work = new ScriptedSetup { Known = ["robin"], Answer = new SetupResult(null, "That is not the passphrase. Try again.") };
        using var control = Started(work);
        work.RunPosted();

        Type(control, "wrong");
        control.Press(new Stroke("Enter"));
        work.RunPosted();

        Assert.Contains("Unlock robin", ((FormOverlay)control.Overlay!).Title, StringComparison.Ordinal);
        Assert.Contains("not the passphrase", Shown(control), StringComparison.Ordinal);
        Assert.DoesNotContain("Username", Shown(control), StringComparison.Ordinal);
    }

    [Fact]
    public void A_passphrase_typed_before_the_identity_was_looked_at_is_not_lost()
    {
        using var looking = new ManualResetEventSlim();
        var work = new ScriptedSetup { Known = ["robin"], Looking = looking };
        using var control = Started(work);

        Type(control, "early");
        control.Press(new Stroke("Enter"));
        looking.Set();
        work.RunPosted();
        work.RunPosted();

        Assert.Equal(["robin early"], work.Opened);
    }

    [Fact]
    public void Beside_the_only_identity_of_a_machine_another_can_be_made()
    {
        using var control = Started(new ScriptedSetup { Known = ["alice"] });

        var first = Shown(control);
        control.Press(new Stroke("Esc"));
        var choice = Shown(control);
        control.Press(new Stroke("Down"));
        control.Press(new Stroke("Enter"));

        Assert.Contains("somebody new, press Esc", first, StringComparison.Ordinal);
        Assert.Contains("alice", choice, StringComparison.Ordinal);
        Assert.Contains("Welcome to SDTP", Shown(control), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_identities_are_a_choice()
    {
        using var control = Started(new ScriptedSetup { Known = ["alice", "bob"] });

        Assert.Contains("new identity", Shown(control), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaa", Tone.Error)]
    [InlineData("hunter2", Tone.Error)]
    [InlineData("correct horse battery staple", Tone.Good)]
    public void Strength_counts_what_is_hard_to_guess(string passphrase, object expected)
    {
        Assert.Equal((Tone)expected, PassphraseStrength.Of(passphrase).Tone);
    }

    private static SetupControl Started(ScriptedSetup work)
    {
        var control = new SetupControl(work, First, work.Post);
        control.Start();
        return control;
    }

    private static string Shown(SetupControl control) =>
        string.Join('\n', OverlayFrame.Of(control.Overlay!, 80, 24).Lines.Select(line => line.Text));

    private static void Fill(SetupControl control, params string[] values)
    {
        foreach (var value in values)
        {
            Type(control, value);
            control.Press(new Stroke("Enter"));
        }

        control.Press(new Stroke("Enter"));
    }

    private static void Type(SetupControl control, string text)
    {
        foreach (var letter in text)
        {
            control.Press(Stroke.Typed(letter.ToString()));
        }
    }
}
