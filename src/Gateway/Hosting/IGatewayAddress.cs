using System.Net;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Gateway.Hosting;

/// <summary>Where a started gateway can be reached.</summary>
public interface IGatewayAddress
{
    /// <summary>The address listened on, with the port that was really taken.</summary>
    IPEndPoint EndPoint { get; }

    /// <summary>SHA-256 of the TLS key's SubjectPublicKeyInfo, or null over plain TCP.</summary>
    Fingerprint? KeyPin { get; }
}
