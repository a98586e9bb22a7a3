using ErrorCode = Sdtp.Protocol.ErrorCode;

namespace Sdtp.Grains.Abstractions;

/// <summary>An expected failure, as it will stand on the wire.</summary>
/// <param name="Code">Why; <see cref="ErrorCode.None"/> for success.</param>
/// <param name="Detail">What to do next, for a person.</param>
/// <param name="RetryAfterMs">How long to wait before trying again, or zero.</param>
[GenerateSerializer, Immutable, Alias("sdtp.refusal")]
public sealed record Refusal(
    [property: Id(0)] ErrorCode Code,
    [property: Id(1)] string Detail,
    [property: Id(2)] uint RetryAfterMs = 0);
