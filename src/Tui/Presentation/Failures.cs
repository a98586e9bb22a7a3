using System.Globalization;
using Sdtp.Client;
using Sdtp.Protocol;
using Sdtp.Tui.Commands;

namespace Sdtp.Tui.Presentation;

/// <summary>Every exception in the words of a person: what happened, and what to do next.</summary>
internal static class Failures
{
    private const int DetailShownMax = 300;

    internal static Failure Of(Exception error) => error switch
    {
        CommandFailedException failed => failed.Failure,
        RelayException relay => OfRelay(relay),
        KeyChangedException changed => OfKeyChange(changed),
        ServerIdentityChangedException changed => OfServerChange(changed),
        UntrustedReplyException untrusted => new Failure(
            ExitCode.Untrusted,
            $"the relay's answer cannot be trusted: {Clean(untrusted.Message)}",
            "nothing was sent; ask the relay's operator"),
        RelayUnreachableException unreachable => OfUnreachable(unreachable),
        ConnectionLostException { Reason: { } reason } => OfRelay(reason) with { Code = ExitCode.CannotConnect },
        ConnectionLostException => new Failure(
            ExitCode.CannotConnect, "the connection to the relay was lost", "try again; see whether the relay is running"),
        MessageKeptException { InnerException: { } reason } => OfKept(Of(reason)),
        SdtpClientException other => new Failure(ExitCode.Unexpected, Clean(other.Message)),
        OperationCanceledException => new Failure(ExitCode.Interrupted, "interrupted"),
        IOException or UnauthorizedAccessException => new Failure(
            ExitCode.Unexpected, Clean(error.Message), "see whether the disk is full and the folder is yours"),
        _ => new Failure(
            ExitCode.Unexpected,
            $"an unexpected failure: {error.GetType().Name}: {Clean(error.Message)}",
            "please report it with the command you gave"),
    };

    private static Failure OfKept(Failure reason) =>
        reason with { What = $"{reason.What}; the message waits here and is sent when you are connected again" };

    private static Failure OfUnreachable(RelayUnreachableException error)
    {
        var cause = error.InnerException is { } inner ? $" ({Clean(inner.Message)})" : "";
        return new Failure(
            ExitCode.CannotConnect,
            $"no connection to the relay at {error.Address.Endpoint}{cause}",
            "see whether it is running (dotnet run --project src/Silo), or name another with --server");
    }

    private static Failure OfKeyChange(KeyChangedException error) => new(
        ExitCode.Untrusted,
        $"the key of {error.Username} has changed: it was {error.Pinned.ToShortString()}, "
        + $"the relay now says {error.Presented.ToShortString()}; nothing was sent",
        $"lookup {error.Username}, compare the safety number with them over another channel, then accept {error.Username}");

    private static Failure OfServerChange(ServerIdentityChangedException error) => new(
        ExitCode.ServerIdentityChanged,
        $"THE RELAY'S IDENTITY HAS CHANGED at {error.Address.Endpoint}: someone may be in between; nothing was sent "
        + $"(trusted {error.Pinned}, shown {error.Presented})",
        "ask its operator for the address it prints at start; if the change is meant, give it once: "
        + $"--server sdtp://{error.Address.Endpoint}#FINGERPRINT");

    private static Failure OfRelay(RelayException error)
    {
        var (what, hint) = Words(error);
        var code = error.Code switch
        {
            ErrorCode.ReceiverReplaced => ExitCode.ReceiverReplaced,
            ErrorCode.GoingAway or ErrorCode.TooManyConnections or ErrorCode.IdleTimeout => ExitCode.CannotConnect,
            _ => ExitCode.Refused,
        };
        return new Failure(code, what ?? Raw(error), hint);
    }

    private static (string? What, string? Hint) Words(RelayException error) => error.Code switch
    {
        ErrorCode.UsernameTaken => ("the username is taken by somebody else", "choose another: --username NAME"),
        ErrorCode.AlreadyRegistered => ("this key is registered under another username", "use that name: --username NAME"),
        ErrorCode.UnknownUser => ("the relay knows no such user", "check the spelling; they must have registered with this relay"),
        ErrorCode.BadUsername => ("the relay does not allow this username", "use 3 to 32 of A-Z a-z 0-9 _ . -"),
        ErrorCode.MailboxFull => ("the recipient's mailbox is full, or your share of it", "try again when they have fetched"),
        ErrorCode.RateLimited => ("the relay asks to slow down", $"try again in {Wait(error.RetryAfter)}"),
        ErrorCode.TryAgain => ("the relay could not do it just now", $"try again in {Wait(error.RetryAfter)}"),
        ErrorCode.TooLarge => ("the message is too long for this relay", "split it into several messages"),
        ErrorCode.ReceiverReplaced => ("another device of this identity is receiving now", "FETCH takes it back"),
        ErrorCode.TooManyConnections => ("the relay has no room for another connection", "try again later"),
        ErrorCode.GoingAway => ("the relay is stopping", "try again in a moment"),
        ErrorCode.VersionUnsupported => ("the relay speaks another version of the protocol", "use a client of its version"),
        ErrorCode.BadSignature => ($"the relay does not accept this identity: {Raw(error)}", "check the server address"),
        ErrorCode.Internal => ($"the relay failed: {Raw(error)}", "its operator finds more in its log"),
        _ => (null, "docs/protocol.md says what this code means"),
    };

    private static string Raw(RelayException error) => error.Detail.Length == 0
        ? error.Code.WireName()
        : $"{error.Code.WireName()}: {Clean(error.Detail)}";

    private static string Wait(TimeSpan retryAfter) => retryAfter <= TimeSpan.FromSeconds(1)
        ? "a moment"
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(retryAfter.TotalSeconds)} s");

    private static string Clean(string text) => SafeText.Short(text, DetailShownMax);
}
