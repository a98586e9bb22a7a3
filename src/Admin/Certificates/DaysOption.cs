using System.CommandLine;
using System.Globalization;
using Sdtp.Clustering.Tls;

namespace Sdtp.Admin.Certificates;

/// <summary><c>--days</c>: for how long new certificates are valid.</summary>
internal static class DaysOption
{
    private const int DaysDefault = 365;

    internal static Option<int> Create()
    {
        var days = new Option<int>("--days")
        {
            Description = $"Days that silo and gateway certificates are valid, 1 to {ClusterAuthority.DaysMax} (default {DaysDefault}).",
            HelpName = "N",
            DefaultValueFactory = _ => DaysDefault,
        };
        days.Validators.Add(result =>
        {
            // Read from the text: asking a value that is no number for its value throws.
            var text = result.Tokens.SingleOrDefault()?.Value;
            var isValid = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days);
            if (!result.Implicit && (!isValid || days is < 1 or > ClusterAuthority.DaysMax))
            {
                result.AddError($"--days must be a whole number, 1 to {ClusterAuthority.DaysMax}.");
            }
        });
        return days;
    }
}
