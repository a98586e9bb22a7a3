namespace Sdtp.Tui.Chat.State;

/// <summary>How far an own message is known to have come. Each state is only ever set on proof of it.</summary>
internal enum DeliveryState
{
    /// <summary>On this machine, waiting for the relay.</summary>
    Queued,

    /// <summary>The relay has it on stable storage.</summary>
    Accepted,

    /// <summary>The other side's program says that it has it on disk.</summary>
    Delivered,

    /// <summary>The other side's program says that they have seen it.</summary>
    Read,

    /// <summary>It was given up; the message says why.</summary>
    Failed,

    /// <summary>A file that the person has stopped.</summary>
    Cancelled,
}
