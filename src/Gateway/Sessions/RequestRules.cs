using Sdtp.Protocol.Wire;

namespace Sdtp.Gateway.Sessions;

/// <summary>What must hold before a request is looked at.</summary>
internal enum RequestRule
{
    /// <summary>No request of this protocol.</summary>
    Unknown,

    /// <summary>The first frame, and only that.</summary>
    Opening,

    /// <summary>After HELLO.</summary>
    Greeted,

    /// <summary>After REGISTER or LOGIN.</summary>
    LoggedIn,
}

/// <summary>The access matrix, in one place.</summary>
internal static class RequestRules
{
    internal static RequestRule Of(FrameType type) => type switch
    {
        FrameType.Hello => RequestRule.Opening,
        FrameType.Challenge or FrameType.Register or FrameType.Login or FrameType.Ping => RequestRule.Greeted,
        FrameType.Logout => RequestRule.LoggedIn,
        FrameType.Lookup or FrameType.Send => RequestRule.LoggedIn,
        FrameType.Fetch or FrameType.Ack or FrameType.Subscribe or FrameType.Unsubscribe or FrameType.PublishKey => RequestRule.LoggedIn,
        _ => RequestRule.Unknown,
    };
}
