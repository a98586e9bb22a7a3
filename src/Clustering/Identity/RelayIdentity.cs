using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;

namespace Sdtp.Clustering.Identity;

/// <summary>What every gateway of one relay says of itself in HELLO.</summary>
/// <param name="ServerId">Made with the store and shared by all gateways; every login proof names it.</param>
/// <param name="Limits">The limits that storage and grains set. Those of the gateway itself are added by the gateway.</param>
public sealed record RelayIdentity(ServerId ServerId, IReadOnlyDictionary<RelayLimit, ulong> Limits);
