using Sdtp.Gateway.Configuration;

namespace Sdtp.Admin.Configuration;

/// <summary>Which relay a verb looks at: the same settings that its programs have.</summary>
internal sealed class AdminOptions : GatewayHostOptions
{
    /// <summary>The data folder of a relay on SQLite.</summary>
    public string DataFolder { get; set; } = "./data";

    /// <summary>Whether it is a cluster on Azure Storage.</summary>
    public bool IsCluster { get; set; }
}
