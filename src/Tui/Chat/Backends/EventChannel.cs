using System.Threading.Channels;

namespace Sdtp.Tui.Chat.Backends;

/// <summary>The way up from a backend to the screen. Bounded: a screen that falls behind slows receiving down, and nothing grows.</summary>
internal static class EventChannel
{
    /// <summary>Most events on their way to the screen.</summary>
    internal const int EventsMax = 4_096;

    internal static Channel<ChatEvent> Create() => Channel.CreateBounded<ChatEvent>(
        new BoundedChannelOptions(EventsMax) { SingleReader = true, AllowSynchronousContinuations = false });
}
