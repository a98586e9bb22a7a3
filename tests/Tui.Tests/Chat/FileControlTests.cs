using Sdtp.Client;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Overlays;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Chat;

public sealed class FileControlTests : IAsyncDisposable
{
    private static readonly ChatFile Arriving = new("notes.txt", 200_000, FileState.Receiving, 1, 4);
    private static readonly ChatFile Waiting = Arriving with { State = FileState.Waiting, PartsDone = 4 };

    private readonly ScriptedBackend _backend = new();
    private readonly ChatControl _control;

    public FileControlTests()
    {
        _control = new ChatControl(_backend, FixedClock.Create());
        _control.Resize(120, 40);
        _control.Apply([Loaded("Alice", ContactTrustState.Pinned), new ChatEvent.Ready()]);
    }

    [Theory]
    [InlineData("/file notes.txt", "notes.txt")]
    [InlineData("/file ~/my notes.txt", "~/my notes.txt")]
    [InlineData("/file \"~/my notes.txt\"", "\"~/my notes.txt\"")]
    public void The_command_sends_a_file_to_the_open_chat(string typed, string path)
    {
        Command(typed);

        Assert.Equal(new ChatRequest.SendFile("Alice", path), _backend.Asked[^1]);
    }

    [Fact]
    public void Without_a_path_a_dialog_goes_through_the_folders()
    {
        Command("/file");
        Assert.Equal(new ChatRequest.ListFolder("~/"), _backend.Asked[^1]);
        _control.Apply([new ChatEvent.Listed("~/", [new("docs", true, 0), new("notes.txt", false, 5)])]);
        Press("Enter");
        Assert.Equal(new ChatRequest.ListFolder("~/docs/"), _backend.Asked[^1]);
        _control.Apply([new ChatEvent.Listed("~/", [new("late", false, 1)])]);
        _control.Apply([new ChatEvent.Listed("~/docs/", [new("a b\\c.pdf", false, 5)])]);
        Press("Enter");

        Assert.Equal(new ChatRequest.SendFile("Alice", "~/docs/a b\\\\c.pdf"), _backend.Asked[^1]);
        Assert.Null(_control.Overlay);
    }

    [Fact]
    public void The_dialog_is_in_the_palette_and_a_pasted_path_is_taken_as_it_is()
    {
        Press("Ctrl-K");
        _control.Paste("/file");
        Press("Enter");
        var dialog = Assert.IsType<FileOverlay>(_control.Overlay);

        dialog.Paste("'/tmp/a b.txt'");
        Press("Enter");

        Assert.Equal(new ChatRequest.SendFile("Alice", "'/tmp/a b.txt'"), _backend.Asked[^1]);
    }

    [Fact]
    public void Nothing_goes_to_a_contact_whose_key_has_changed()
    {
        _control.Apply([new ChatEvent.TrustChanged("Alice", ContactTrustState.KeyChanged)]);

        Command("/file notes.txt");

        Assert.DoesNotContain(_backend.Asked, request => request is ChatRequest.SendFile);
        Assert.True(_control.State.Notice!.IsError);
    }

    [Fact]
    public void A_file_moves_on_in_its_line_and_the_person_hears_when_it_is_whole()
    {
        Arrive(7, Arriving);

        _control.Apply([new ChatEvent.FileMoved("Alice", 7, Arriving with { PartsDone = 3 })]);
        Assert.Equal(75, _control.State.Selected!.Last!.File!.Percent);
        _control.Apply([new ChatEvent.FileMoved("Alice", 7, Waiting, HasArrived: true)]);

        Assert.Contains("notes.txt is here", _control.State.Notice!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_news_when_it_is_whole_also_where_its_line_has_long_scrolled_out_of_memory()
    {
        _control.Apply([new ChatEvent.FileMoved("Alice", 0, Waiting, HasArrived: true)]);

        Assert.Contains("notes.txt is here", _control.State.Notice!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_whole_in_another_chat_rings()
    {
        var rung = new List<string>();
        _control.Apply([Loaded("Carol", ContactTrustState.Pinned)]);
        Arrive(7, Arriving, "Carol");
        _control.Rang += rung.Add;
        _control.State.Find("Carol")!.RangAt = null;

        _control.Apply([new ChatEvent.FileMoved("Carol", 7, Waiting, HasArrived: true), new ChatEvent.FileMoved("Carol", 7, Waiting)]);

        Assert.Equal(["Carol"], rung);
    }

    [Theory]
    [InlineData("Enter")]
    [InlineData("/save")]
    public void Enter_on_nothing_and_the_command_ask_before_the_file_is_saved(string how)
    {
        Arrive(7, Waiting);
        Command(how == "Enter" ? "" : how);
        Assert.Equal(new ChatRequest.OfferSave("Alice", null, IsQuiet: how == "Enter"), _backend.Asked[^1]);

        _control.Apply([new ChatEvent.SaveOffered("Alice", 7, Waiting, "/home/bob/Downloads")]);
        var asked = string.Join('\n', _control.Overlay!.Lines(60, 20).Select(line => line.Text));
        Assert.DoesNotContain(_backend.Asked, request => request is ChatRequest.SaveFile);
        Press("Enter");

        Assert.Equal(new ChatRequest.SaveFile("Alice", 7, null), _backend.Asked[^1]);
        Assert.All(
            ["notes.txt", "195.3 KiB", "Alice", "/home/bob/Downloads/notes.txt", "Enter: save", "d: discard"],
            words => Assert.Contains(words, asked, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("/save", "ask again")]
    [InlineData("/cancel", "ask again")]
    public void A_box_that_comes_while_somebody_types_on_is_not_shown_for_its_keys_would_be_answers(string asked, string? told)
    {
        Arrive(7, Waiting);
        Command(asked);
        Press("d");

        _control.Apply([asked == "/cancel"
            ? new ChatEvent.FilesOffered("Alice", FilePurpose.Stop, [Line(7, Arriving)])
            : new ChatEvent.SaveOffered("Alice", 7, Waiting, "/home/bob/Downloads")]);

        Assert.Null(_control.Overlay);
        Assert.Equal(told is not null, _control.State.Notice?.Text.Contains(told ?? "", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void Esc_saves_nothing_d_discards_and_f_takes_another_folder()
    {
        Arrive(7, Waiting);
        Offer();
        Press("Esc");
        Assert.DoesNotContain(_backend.Asked, request => request is ChatRequest.SaveFile or ChatRequest.DiscardFile);

        Offer();
        Press("f");
        Press("Ctrl-U");
        _control.Paste("~/elsewhere");
        Press("Enter");
        Assert.Equal(new ChatRequest.SaveFile("Alice", 7, "~/elsewhere"), _backend.Asked[^1]);

        Offer();
        Press("d");
        Assert.Equal(new ChatRequest.DiscardFile("Alice", 7), _backend.Asked[^1]);
    }

    [Fact]
    public void Where_several_files_wait_one_is_chosen_the_newest_first()
    {
        Arrive(8, Waiting);
        var files = new[] { Line(7, Waiting with { Name = "old.txt" }), Line(8, Waiting) };
        _control.Apply([new ChatEvent.FilesOffered("Alice", FilePurpose.Save, files)]);
        var (title, shown) = (_control.Overlay!.Title, Shown());

        Press("Down");
        Press("Enter");

        Assert.Contains("notes.txt  195.3 KiB, 13:00", shown[1], StringComparison.Ordinal);
        Assert.Contains("old.txt", shown[2], StringComparison.Ordinal);
        Assert.Equal("Save which file?", title);
        Assert.Equal(new ChatRequest.OfferSave("Alice", 7), _backend.Asked[^1]);
    }

    [Theory]
    [InlineData(FileState.Receiving, "Stop receiving this file?", "y: stop")]
    [InlineData(FileState.Sending, "Stop sending this file?", "y: stop")]
    [InlineData(FileState.Failed, "This file was not sent", "r: send it again")]
    public void A_file_is_stopped_after_asking(FileState state, string title, string choice)
    {
        Command("/cancel");
        Assert.Equal(new ChatRequest.OfferStop("Alice"), _backend.Asked[^1]);
        _control.Apply([new ChatEvent.FilesOffered("Alice", FilePurpose.Stop, [Line(7, Arriving with { State = state })])]);
        Assert.Equal(title, _control.Overlay!.Title);
        Assert.Contains(Shown(), line => line.Contains(choice, StringComparison.Ordinal));

        Press("Esc");
        Assert.DoesNotContain(_backend.Asked, request => request is ChatRequest.StopFile);

        Command("/cancel");
        _control.Apply([new ChatEvent.FilesOffered("Alice", FilePurpose.Stop, [Line(7, Arriving with { State = state })])]);
        Press("y");
        Assert.Equal(new ChatRequest.StopFile("Alice", 7), _backend.Asked[^1]);
        Assert.Null(_control.Overlay);
    }

    [Fact]
    public void The_question_says_how_far_the_file_has_come_meanwhile()
    {
        Arrive(7, Arriving);
        _control.Apply([new ChatEvent.FilesOffered("Alice", FilePurpose.Stop, [Line(7, Arriving)])]);
        Assert.Contains(Shown(), line => line.EndsWith("receiving 25 %", StringComparison.Ordinal));

        _control.Apply([new ChatEvent.FileMoved("Alice", 7, Arriving with { PartsDone = 3 })]);
        Assert.Contains(Shown(), line => line.EndsWith("receiving 75 %", StringComparison.Ordinal));
        _control.Apply([new ChatEvent.FileMoved("Alice", 7, Waiting)]);
        Assert.Contains(Shown(), line => line.EndsWith("through already", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_several_files_on_their_way_one_is_chosen_and_then_asked_about()
    {
        var files = new[] { Line(7, Arriving with { State = FileState.Sending, Name = "out.txt" }), Line(8, Arriving) };
        _control.Apply([new ChatEvent.FilesOffered("Alice", FilePurpose.Stop, files)]);
        Assert.Equal("Stop which file?", _control.Overlay!.Title);
        Assert.Contains("out.txt  195.3 KiB, sending 25 %", Shown()[2], StringComparison.Ordinal);

        _control.Paste("out");
        Press("Enter");
        Assert.Equal("Stop sending this file?", _control.Overlay!.Title);
        Press("y");

        Assert.Equal(new ChatRequest.StopFile("Alice", 7), _backend.Asked[^1]);
    }

    [Fact]
    public void A_stopped_file_neither_waits_nor_has_failed()
    {
        _control.Apply([new ChatEvent.Arrived("Alice", Line(7, Arriving with { State = FileState.Sending }) with
        {
            Side = MessageSide.Own, Delivery = DeliveryState.Queued,
        })]);

        _control.Apply(
        [
            new ChatEvent.FileMoved("Alice", 7, Arriving with { State = FileState.Cancelled }),
            new ChatEvent.Moved("Alice", 7, DeliveryState.Cancelled),
        ]);
        Press("Ctrl-R");

        Assert.Equal(0, _control.State.Waiting);
        Assert.DoesNotContain(_backend.Asked, request => request is ChatRequest.Retry);
        var screen = string.Join('\n', ScreenComposer.Compose(_control).Lines.Select(placed => placed.Line.Text));
        Assert.Contains("cancelled", screen, StringComparison.Ordinal);
        Assert.Contains("\u2717", screen, StringComparison.Ordinal);
    }

    [Fact]
    public void The_folder_for_downloads_is_asked_for_and_changed()
    {
        Command("/downloads");
        Command("/downloads ~/my files");

        Assert.Equal([new ChatRequest.Downloads(null), new ChatRequest.Downloads("~/my files")], _backend.Asked.TakeLast(2));
    }

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    private static ChatEvent.Loaded Loaded(string name, ContactTrustState trust) =>
        new(new StoredChat(name, trust, false, 0, "", [ScriptedBackend.Theirs(1, "hi", 9)], false));

    private void Arrive(long id, ChatFile file, string from = "Alice") =>
        _control.Apply([new ChatEvent.Arrived(from, Line(id, file))]);

    private static ChatMessage Line(long id, ChatFile file) => ScriptedBackend.Theirs(id, $"\u25A4 {file.Name}", 0) with { File = file };

    private string[] Shown() => [.. _control.Overlay!.Lines(60, 20).Select(line => line.Text)];

    private void Offer()
    {
        Command("/save");
        _control.Apply([new ChatEvent.SaveOffered("Alice", 7, Waiting, "/home/bob/Downloads")]);
    }

    private void Press(string name) => _control.Press(new Stroke(name, name.Length == 1 ? name : ""));

    private void Command(string text)
    {
        _control.Paste(text);
        Press("Enter");
    }
}
