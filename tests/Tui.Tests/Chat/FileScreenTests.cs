using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.Screens;
using Sdtp.Tui.Tests.Scripted;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.Testing;
using Terminal.Gui.Time;
using Xunit;

namespace Sdtp.Tui.Tests.Chat;

/// <summary>Files on the screen as the driver draws it, without a terminal.</summary>
public sealed class FileScreenTests : IDisposable
{
    private readonly IApplication _app = Application.Create(new VirtualTimeProvider());
    private readonly ChatScreen _screen;
    private readonly SynchronizationContext? _before = SynchronizationContext.Current;

    public FileScreenTests()
    {
        var clock = FixedClock.Create();
        _app.Init(DriverRegistry.Names.ANSI);
        _screen = new ChatScreen(new ChatControl(new ScriptedBackend(), clock), clock, lockAfter: null);
        var yuki = new DemoScript(clock).Chats().Single(chat => chat.Name == "Yuki");
        _screen.Apply([new ChatEvent.Loaded(yuki with { Draft = "" }), new ChatEvent.Ready()]);
    }

    [Theory]
    [InlineData(120, 40)]
    [InlineData(80, 24)]
    [InlineData(40, 12)]
    public void A_file_has_its_name_and_state_the_question_its_answers_and_the_dialog_its_files(int columns, int rows)
    {
        _app.Driver!.SetScreenSize(columns, rows);
        _app.Begin(_screen);

        // Begin without Run leaves a context behind on which nothing would ever run.
        SynchronizationContext.SetSynchronizationContext(_before);
        Draw();
        _app.InjectKey(Key.CursorDown.WithAlt);
        _app.InjectKey(Key.Enter);
        _app.InjectKey(Key.Home.WithCtrl);
        var chat = Draw();
        _app.InjectKey(Key.Enter);
        _screen.Apply([new ChatEvent.SaveOffered("Yuki", 1, DemoScript.Slides, "/home/bob/Downloads")]);
        var question = Draw();
        _app.InjectKey(Key.Esc);
        foreach (var letter in "/file")
        {
            _app.InjectKey(new Key(letter));
        }

        _app.InjectKey(Key.Enter);
        _screen.Apply([new ChatEvent.Listed("~/", DemoScript.Folder)]);
        var dialog = Draw();

        AssertShows(chat, columns, rows, "\u25A4 slides.pdf (3.2 MiB)", "waiting: Enter or /save");
        AssertShows(question, columns, rows, "Save this file?", "slides.pdf", "3.2 MiB", "Yuki", "Enter: save", "d: discard");
        AssertShows(dialog, columns, rows, "Send a file to Yuki", "> ~/", "pictures/", "contract.pdf", "700 MiB, too large");
    }

    public void Dispose()
    {
        _screen.Dispose();
        _app.Dispose();
        SynchronizationContext.SetSynchronizationContext(_before);
    }

    private static void AssertShows(string[] lines, int columns, int rows, params string[] words)
    {
        Assert.Equal(rows, lines.Length);
        Assert.All(lines, line => Assert.Equal(columns, TextWidth.Of(line)));
        Assert.All(words, word => Assert.Contains(lines, line => line.Contains(word, StringComparison.Ordinal)));
    }

    private string[] Draw()
    {
        _app.LayoutAndDraw(true);
        return _app.Driver!.ToString()!.TrimEnd('\n').Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
    }
}
