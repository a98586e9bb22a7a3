namespace Sdtp.Storage.AzureStorage.GrainState;

/// <summary>
/// Where a grain's state is: partition <c>serviceId_grainId</c>, row = the name of the state, both with an underscore for what keys cannot
/// have.
/// </summary>
internal static class GrainStateKeys
{
    private const int KeyCharsMax = 1023;

    internal static string Partition(string serviceId, GrainId grain) => Clean($"{serviceId}_{grain}");

    internal static string Row(string stateName) => Clean(stateName);

    private static string Clean(string key)
    {
        if (key.Length > KeyCharsMax)
        {
            throw new ArgumentException($"A table key has at most {KeyCharsMax} characters; this one has {key.Length}.", nameof(key));
        }

        return string.Create(key.Length, key, static (clean, raw) =>
        {
            for (var i = 0; i < raw.Length; i++)
            {
                clean[i] = raw[i] is '/' or '\\' or '#' or '?' ? '_' : raw[i];
            }
        });
    }
}
