namespace Sdtp.Clustering.Tls;

/// <summary>What a process is inside the cluster. Its certificate says so, and nothing else is believed.</summary>
public enum ClusterRole
{
    /// <summary>Hosts grains; speaks to other silos and answers gateways.</summary>
    Silo,

    /// <summary>A client of silos, where people's clients connect; no silo takes it for one of its own.</summary>
    Gateway,
}
