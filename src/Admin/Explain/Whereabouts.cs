namespace Sdtp.Admin.Explain;

/// <summary>Where a user's grain is, as far as it is known.</summary>
/// <param name="State">Whether that is known.</param>
/// <param name="Silo">Address of the silo; null unless it is active.</param>
/// <param name="Reason">Why it is not known; null when it is.</param>
internal sealed record Whereabouts(ActivationState State, string? Silo = null, string? Reason = null);

/// <summary>Whether a grain is in some silo's memory.</summary>
internal enum ActivationState
{
    Unknown,
    Inactive,
    Active,
}
