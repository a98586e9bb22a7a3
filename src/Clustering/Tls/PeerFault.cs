namespace Sdtp.Clustering.Tls;

/// <summary>Why a peer's certificate is refused.</summary>
internal enum PeerFault
{
    None,
    NoCertificate,
    OtherAuthority,
    OutOfDate,
    WrongRole,
    WrongUse,
}
