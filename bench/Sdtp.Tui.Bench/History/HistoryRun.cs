using System.Diagnostics;
using System.Globalization;
using Sdtp.Client;
using Sdtp.Load.Workload;
using Sdtp.Tui.Chat.Backends;
using Terminal.Gui.Input;

namespace Sdtp.Tui.Bench.History;

/// <summary>What a person does in a chat with a very long history, each time from the key to the frame that shows it.</summary>
internal static class HistoryRun
{
    private const int Jumps = 20;

    internal static async Task RunAsync(int messages, int columns, int rows, CancellationToken cancellationToken)
    {
        var home = Directory.CreateTempSubdirectory("sdtp-tui-bench-").FullName;
        try
        {
            Console.WriteLine("Writing the history...");
            LongHistory.Make(home, messages).Dispose();
            SearchRun.Run(home, cancellationToken);
            await using var backend = new MessengerBackend(Reopen(home), new MessengerOptions());
            using var chat = new HeadlessChat(backend, columns, rows);
            var memoryBefore = WriteTimes(backend, chat, messages, cancellationToken);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{messages:N0} messages, screen of {columns}x{rows}; "
                + $"managed memory {memoryBefore:N1} MiB when the chat is open, {MemoryMiB():N1} MiB at the end"));
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    /// <summary>Measures and reports, and gives the memory in use when the chat had been opened.</summary>
    private static double WriteTimes(MessengerBackend backend, HeadlessChat chat, int messages, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        backend.Start();
        Shows(chat, LongHistory.Mark(messages));
        var end = Stopwatch.GetTimestamp();
        var memory = MemoryMiB();
        var open = new LatencyHistogram();
        open.Record(start, end);
        Report.Write("times", [new("open the chat", "1", open), .. Measure(chat, messages, cancellationToken)]);
        return memory;
    }

    private static List<Measured> Measure(HeadlessChat chat, int messages, CancellationToken cancellationToken)
    {
        var first = LongHistory.Mark(1);
        var last = LongHistory.Mark(messages);
        var pages = new LatencyHistogram();
        var count = PageThrough(chat, Key.PageUp, messages, first, pages, cancellationToken);
        var back = new LatencyHistogram();
        var countBack = PageThrough(chat, Key.PageDown, messages, last, back, cancellationToken);
        var (top, bottom) = (new LatencyHistogram(), new LatencyHistogram());
        for (var i = 0; i < Jumps; i++)
        {
            Time(top, () => PressUntil(chat, Key.Home.WithCtrl, first));
            Time(bottom, () => PressUntil(chat, Key.End.WithCtrl, last));
        }

        var search = Timed(1, () =>
        {
            chat.Type($"/search {LongHistory.Needle}");
            PressUntil(chat, Key.Enter, LongHistory.Mark(3));
        });
        chat.Press(Key.Esc);
        Shows(chat, last, pressed: Key.End.WithCtrl);
        var nowhere = Timed(1, () =>
        {
            chat.Type("/searchall zebrafish");
            PressUntil(chat, Key.Enter, "Nowhere found");
        });
        return
        [
            new("page up to the first message", Whole(count), pages),
            new("page down to the last message", Whole(countBack), back),
            new("jump to the first message", Whole(Jumps), top),
            new("jump to the last message", Whole(Jumps), bottom),
            new("search, the hit is the third message", "1", search),
            new("search in all chats, no hit", "1", nowhere),
        ];
    }

    private static int PageThrough(
        HeadlessChat chat, Key key, int pagesMax, string until, LatencyHistogram times, CancellationToken cancellationToken)
    {
        var before = "";
        for (var pages = 1; pages <= pagesMax; pages++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            chat.Press(key);
            before = chat.DrawUntil(screen => screen != before, "another page");
            times.Record(start);
            if (before.Contains(until, StringComparison.Ordinal))
            {
                return pages;
            }
        }

        throw new BenchFailedException($"'{until}' was not reached in {pagesMax} pages.");
    }

    private static void PressUntil(HeadlessChat chat, Key key, string text)
    {
        chat.Press(key);
        Shows(chat, text);
    }

    private static void Shows(HeadlessChat chat, string text, Key? pressed = null)
    {
        if (pressed is not null)
        {
            chat.Press(pressed);
        }

        chat.DrawUntil(screen => screen.Contains(text, StringComparison.Ordinal), $"'{text}'");
    }

    private static LatencyHistogram Timed(int times, Action action)
    {
        var histogram = new LatencyHistogram();
        for (var i = 0; i < times; i++)
        {
            Time(histogram, action);
        }

        return histogram;
    }

    private static void Time(LatencyHistogram histogram, Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        histogram.Record(start);
    }

    private static Profile Reopen(string home)
    {
        var opened = Profile.Open(home, Protocol.Identifiers.Username.Parse("Bob"), passphrase: null);
        return opened.IsOpen ? opened.Profile : throw new BenchFailedException(opened.Message);
    }

    private static double MemoryMiB() => GC.GetTotalMemory(forceFullCollection: true) / 1024.0 / 1024.0;

    private static string Whole(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
