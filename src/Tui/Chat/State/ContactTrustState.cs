namespace Sdtp.Tui.Chat.State;

/// <summary>What stands behind the name of a conversation.</summary>
internal enum ContactTrustState
{
    /// <summary>The relay gives this name; nothing here confirms it.</summary>
    Unverified,

    /// <summary>Pinned on first use.</summary>
    Pinned,

    /// <summary>The safety number was compared by the person.</summary>
    Verified,

    /// <summary>The relay names another key now; sending is stopped.</summary>
    KeyChanged,
}
