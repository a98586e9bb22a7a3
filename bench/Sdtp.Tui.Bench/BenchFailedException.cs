namespace Sdtp.Tui.Bench;

/// <summary>What was to be measured did not happen.</summary>
internal sealed class BenchFailedException(string message) : Exception(message);
