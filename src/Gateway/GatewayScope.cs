using Microsoft.Extensions.Logging;
using Sdtp.Clustering.Identity;
using Sdtp.Gateway.Hosting;
using Sdtp.Gateway.Limits;
using Sdtp.Gateway.Receiving;
using Sdtp.Gateway.Sending;
using Sdtp.Gateway.Sessions;
using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Gateway;

/// <summary>What all sessions of one running gateway share.</summary>
internal sealed record GatewayScope(
    GatewayOptions Options,
    RelayIdentity Identity,
    Fingerprint CertificateHash,
    IGrainFactory Grains,
    UserGrainCache Users,
    RateLimits Limits,
    SessionRegistry Sessions,
    ReceiverDirectory Receivers,
    IMailboxObserver Observer,
    ClusterChanges Cluster,
    TimeProvider Clock,
    ILogger Logger);
