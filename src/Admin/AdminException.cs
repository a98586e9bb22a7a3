namespace Sdtp.Admin;

/// <summary>A verb could not do its work, for a reason an operator can mend. The message is one line that says what to do.</summary>
internal sealed class AdminException(string message, Exception? inner = null) : Exception(message.ReplaceLineEndings(" "), inner);
