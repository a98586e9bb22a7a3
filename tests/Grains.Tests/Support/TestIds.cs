using Sdtp.Protocol.Identifiers;

namespace Sdtp.Grains.Tests.Support;

/// <summary>UserIDs of people who need no keys.</summary>
internal static class TestIds
{
    public static UserId User(int number)
    {
        var bytes = new byte[UserId.Length];
        BitConverter.TryWriteBytes(bytes, number);
        bytes[^1] = 1;
        return new UserId(bytes);
    }
}
