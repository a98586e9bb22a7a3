namespace Sdtp.Gateway.Tests.Support;

/// <summary>The way from a gateway to the grains, which a test can break: every call of the gateway passes here.</summary>
internal sealed class BrokenDoor : IOutgoingGrainCallFilter
{
    private volatile Func<Task>? _fault;

    /// <summary>From now on every call to a user or a name ends so in place of reaching its grain; null mends it.</summary>
    public void Break(Func<Task>? fault) => _fault = fault;

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        var isOurs = context.InterfaceType.ToString().StartsWith("sdtp.", StringComparison.Ordinal);
        return isOurs && _fault is { } fault ? fault() : context.Invoke();
    }
}
