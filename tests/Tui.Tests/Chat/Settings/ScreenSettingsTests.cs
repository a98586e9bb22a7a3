using Sdtp.TestKit;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.Settings;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Chat.Settings;

/// <summary>What was chosen about the screen, from one run of the program to the next.</summary>
public sealed class ScreenSettingsTests : IDisposable
{
    private readonly TestFolder _home = new();

    private string Path => _home.File("screen.json");

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Theme_and_keys_are_as_they_were_after_a_restart()
    {
        await RunAsync(new ScreenSettingsFile(_home.File("not there yet")), "/theme LIGHT", "/keys vim", "/theme contrast");

        var next = Start(new ScreenSettingsFile(_home.File("not there yet")));

        Assert.Equal("contrast", next.Theme);
        Assert.True(next.Keys.IsVim);
        Assert.False(next.Keys.IsCommandMode);
    }

    [Fact]
    public async Task The_command_line_has_the_first_word_and_is_not_kept()
    {
        await RunAsync(new ScreenSettingsFile(_home.Path), "/theme light", "/keys vim");
        var file = new ScreenSettingsFile(_home.Path);

        var given = Start(file, new ScreenSettings("contrast", "standard"), isColourForbidden: true);
        given.ChooseKeys("standard");
        await file.KeptAsync();
        var later = Start(new ScreenSettingsFile(_home.Path));

        Assert.Equal(("contrast", false), (given.Theme, given.Keys.IsVim));
        Assert.Equal(("light", false), (later.Theme, later.Keys.IsVim));
    }

    [Fact]
    public async Task An_environment_without_colours_goes_before_a_theme_that_was_kept_but_not_before_one_that_is_chosen_now()
    {
        await RunAsync(new ScreenSettingsFile(_home.Path), "/theme light");

        var preferences = Start(new ScreenSettingsFile(_home.Path), isColourForbidden: true);
        var atStart = preferences.Theme;
        preferences.ChooseTheme("dark");

        Assert.Null(atStart);
        Assert.Equal("dark", preferences.Theme);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"theme":"\u001b[2J","keys":7}""")]
    [InlineData("""{"theme":"\u001b[2J","keys":"emacs"}""")]
    public async Task A_file_that_means_nothing_counts_as_never_chosen_and_is_written_anew(string content)
    {
        await File.WriteAllTextAsync(Path, content, TestContext.Current.CancellationToken);
        var read = new ScreenSettingsFile(_home.Path).Read();

        await RunAsync(new ScreenSettingsFile(_home.Path), "/theme none");

        Assert.Equal(ScreenSettings.Unchosen, read);
        Assert.Equal("none", new ScreenSettingsFile(_home.Path).Read().Theme);
        Assert.Equal([Path], Directory.GetFiles(_home.Path));
    }

    [Fact]
    public async Task What_cannot_be_kept_is_told_at_the_end()
    {
        await File.WriteAllTextAsync(Path, "in the way of a folder", TestContext.Current.CancellationToken);
        var file = new ScreenSettingsFile(Path);

        file.Keep(new ScreenSettings("light", null));

        await Assert.ThrowsAnyAsync<IOException>(file.KeptAsync);
    }

    private static ChatPreferences Start(ScreenSettingsFile file, ScreenSettings? given = null, bool isColourForbidden = false)
    {
        var preferences = ChatPreferences.Starting(given ?? ScreenSettings.Unchosen, file.Read(), isColourForbidden);
        preferences.Chosen += file.Keep;
        return preferences;
    }

    /// <summary>A run of the chat in which a person types commands.</summary>
    private static async Task RunAsync(ScreenSettingsFile file, params string[] commands)
    {
        await using var backend = new ScriptedBackend();
        var control = new ChatControl(backend, FixedClock.Create(), Start(file));
        control.State.Select(control.State.Obtain("Alice"));
        foreach (var command in commands)
        {
            control.Paste(command);
            control.Press(new Stroke("Enter"));
        }

        await file.KeptAsync();
    }
}
