using Sdtp.Client.Login;
using Sdtp.Client.Wire;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol;
using Sdtp.Protocol.Messages;

namespace Sdtp.Client.Connection;

/// <summary>
/// Connects to a gateway of the profile's relay and logs in, or registers where the relay does not know the identity.
/// </summary>
internal sealed class SessionOpener(Profile profile, MessengerOptions options, MessengerEvents events)
{
    private const int NoticesMax = 64;

    private readonly KnownRelay _known = new(profile.Relay, profile.Store.Settings);

    internal async Task<RelaySession> OpenAsync(RelayAddress gateway, CancellationToken cancellationToken)
    {
        var connection = await RelayConnection.ConnectAsync(
            new RelayConnectionOptions
            {
                Address = _known.Pinned(gateway),
                Pins = profile.Store.Settings,
                PlainTcp = options.PlainTcp,
                ClientName = options.ClientName,
                ConnectTimeout = options.ConnectTimeout,
                KeepAlive = options.KeepAlive,

                // A subscription that is taken up again may meet the pushes of the one before it.
                PushesMax = (2 * options.ReceiveWindow) + NoticesMax,
                Clock = options.Clock,
            },
            cancellationToken).ConfigureAwait(false);
        try
        {
            using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.Clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            CompareServerId(connection, gateway);
            var info = await EnterAsync(connection, gateway, either.Token).ConfigureAwait(false);
            _known.Remember(gateway, connection.Hello.ServerId);
            return SessionOf(connection, gateway, info);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw new RelayUnreachableException(gateway, "it did not answer the login in time.", e);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private RelaySession SessionOf(RelayConnection connection, RelayAddress gateway, SessionInfo info)
    {
        var session = new RelaySession(connection, gateway, info, options.Clock.GetUtcNow());
        connection.Noticed += notice =>
        {
            if (notice.Code == ErrorCode.ReceiverReplaced)
            {
                session.TellReplaced(events);
            }
        };
        return session;
    }

    private async Task<SessionInfo> EnterAsync(RelayConnection connection, RelayAddress gateway, CancellationToken cancellationToken)
    {
        var identity = profile.Keystore.Identity;
        SessionInfo info;
        try
        {
            info = await RelayLogin.LoginAsync(connection, identity, profile.Username, cancellationToken).ConfigureAwait(false);
        }
        catch (RelayException e) when (e.Code == ErrorCode.UnknownUser)
        {
            info = await RegisterAsync(connection, gateway, cancellationToken).ConfigureAwait(false);
        }

        return info.Username == profile.Username
            ? info
            : throw new UntrustedReplyException($"The relay logged this identity in as '{info.Username}' and not as '{profile.Username}'.");
    }

    private async Task<SessionInfo> RegisterAsync(RelayConnection connection, RelayAddress gateway, CancellationToken cancellationToken)
    {
        var keystore = profile.Keystore;
        if (_known.IsRegisteredAt(connection.Hello.ServerId))
        {
            events.Warn(
                WarningKind.RegisteredAgain,
                $"The relay at {gateway.Endpoint} had forgotten '{profile.Username}'; it is being registered again. "
                + "Ask its operator why.");
        }

        var now = options.Clock.GetUtcNow();
        var policy = SealingKeyPolicy.Default with { ReplaceAfter = options.SealingKeyAgeMax };
        if (keystore.SealingKeys.NeedsNewKey(policy, now) || keystore.SealingKeys.Newest!.Key.ExpiresAt <= now)
        {
            // The relay takes no expired key and none from the future, and an identity without a key cannot register.
            keystore.SealingKeys.AddNew(policy, now);
        }

        // Always, as an earlier attempt may have failed to: nothing shall be sealed to a key that nobody holds.
        profile.KeystoreFile.Save();
        var newest = keystore.SealingKeys.Newest!.Key;
        var info = await RelayLogin
            .RegisterAsync(connection, keystore.Identity, profile.Username, newest.Publish(keystore.Identity), cancellationToken)
            .ConfigureAwait(false);
        if (info.SealingKeyNumber == newest.Number)
        {
            keystore.SealingKeys.MarkAcknowledged(newest.Number, options.Clock.GetUtcNow());
            profile.KeystoreFile.Save();
        }

        return info;
    }

    private void CompareServerId(RelayConnection connection, RelayAddress gateway)
    {
        switch (_known.Judge(gateway, connection.Hello.ServerId))
        {
            case ServerVerdict.Changed:
                events.Warn(
                    WarningKind.ServerIdChanged,
                    $"The relay at {gateway.Endpoint} is not the one it was: its serverID changed. Its store was made anew, or the "
                    + "address belongs to another relay now. Messages that waited there are gone; ask its operator.");
                break;
            case ServerVerdict.Stranger:
                // Registering there would part this identity from its mail.
                throw new RelayUnreachableException(
                    gateway, $"it belongs to another relay than the other gateways of {profile.Relay.Endpoint}: its serverID differs.");
        }
    }
}
