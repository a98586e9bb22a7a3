namespace Sdtp.Gateway.Sessions;

/// <summary>Tasks that nobody awaits.</summary>
internal static class BackgroundTask
{
    /// <summary>Lets a task run on its own, and tells of an exception that escaped it, which would otherwise vanish.</summary>
    internal static async void Forget(this Task task, Action<Exception> fault)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            fault(e);
        }
    }
}
