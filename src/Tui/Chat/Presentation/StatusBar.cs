using System.Globalization;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Chat.Presentation;

/// <summary>The line at the bottom: connection, identity, queue; or the answer to what the person just did.</summary>
internal static class StatusBar
{
    private const string Hints = "F1 keys  Ctrl-K go to ";

    internal static StyledLine Line(ChatState state, Times times, int columns)
    {
        if ((state.Notice ?? state.Progress) is { } notice)
        {
            return new StyledLine(" " + TextWidth.Fit(notice.Text, columns - 2), notice.IsError ? Tone.BarWarning : Tone.Bar)
                .PadTo(columns, Tone.Bar);
        }

        var (mark, tone, words) = Connection(state, times);
        var line = new StyledLine($" {mark} ", tone);
        var rest = $"  {state.Me}";
        var waiting = state.Waiting;
        if (waiting > 0)
        {
            rest += string.Create(CultureInfo.InvariantCulture, $"  {waiting} waiting");
        }

        line.Add(TextWidth.Fit(words, columns - line.Columns - TextWidth.Of(rest) - 1), tone);
        line.Add(TextWidth.Fit(rest, columns - line.Columns), Tone.Bar);
        if (columns - line.Columns > Hints.Length + 1)
        {
            line.PadTo(columns - Hints.Length, Tone.Bar).Add(Hints, Tone.Bar);
        }

        return line.PadTo(columns, Tone.Bar);
    }

    private static (string Mark, Tone Tone, string Words) Connection(ChatState state, Times times) => state.Link.State switch
    {
        LinkState.Online => ("\u25CF", Tone.BarGood, $"connected to {state.Link.Gateway ?? state.Relay}"),
        LinkState.Connecting => ("\u25CB", Tone.BarWarning, $"connecting to {state.Relay}"),
        LinkState.Retrying => ("\u25CB", Tone.BarWarning, "offline" + Retry(state.Link, times)),
        _ => ("\u00D7", Tone.BarWarning, $"stopped: {SafeText.Line(state.Link.Why ?? "no connection")} (Ctrl-R tries again)"),
    };

    private static string Retry(LinkStatus link, Times times)
    {
        if (link.RetryAt is not { } at)
        {
            return ", trying again";
        }

        var seconds = Math.Ceiling((at - times.Now).TotalSeconds);
        return seconds > 0 ? string.Create(CultureInfo.InvariantCulture, $", next try in {seconds} s") : ", trying now";
    }
}
