namespace Sdtp.Tui.Chat.State;

/// <summary>Who a line of the conversation comes from.</summary>
internal enum MessageSide
{
    Theirs,

    Own,

    /// <summary>This program: a rejected message, a changed key.</summary>
    Note,
}

/// <summary>One message of a conversation. The text is what was sent, not yet made safe for a terminal.</summary>
/// <param name="Id">Unique in this program and rising in order of arrival; the row of the local history.</param>
/// <param name="Side">Who it is from.</param>
/// <param name="Text">The text as it was sent.</param>
/// <param name="At">When it was sent.</param>
/// <param name="Delivery">How far it has come; means something for own messages only.</param>
/// <param name="Failure">Why it failed; null unless it did.</param>
internal sealed record ChatMessage(
    long Id, MessageSide Side, string Text, DateTimeOffset At, DeliveryState Delivery = DeliveryState.Accepted, string? Failure = null)
{
    /// <summary>The file that it is; null for a text, which is then its name.</summary>
    internal ChatFile? File { get; init; }
}
