using Xunit;

namespace Sdtp.TestKit;

/// <summary>
/// The official test vectors, which are not part of this repository: the folder named by SDTP_VECTORS, or <c>../shared/vectors</c> beside
/// the checkout.
/// </summary>
public static class Vectors
{
    /// <summary>The path of one vector file; skips the running test, loudly, where the folder is missing.</summary>
    /// <param name="relativePath">Such as <c>wycheproof/hkdf_sha256_test.json</c>.</param>
    public static string PathOf(string relativePath)
    {
        var folder = Environment.GetEnvironmentVariable("SDTP_VECTORS") ?? Path.Combine(Repository.Root, "..", "shared", "vectors");
        var path = Path.Combine(folder, relativePath);
        if (!File.Exists(path))
        {
            Assert.Skip($"VECTORS MISSING: {relativePath} was not found in {folder}. Set SDTP_VECTORS to a folder that holds it.");
        }

        return path;
    }
}
