using System.Text;
using Sdtp.Client.Tests.Fakes;
using Sdtp.Protocol.Wire;
using Sdtp.TestKit;

namespace Sdtp.Client.Tests.Store;

public sealed class PlaintextTests
{
    private const string Received = "a received text that nobody else may read";
    private const string Sent = "a sent text that nobody else may read";
    private const string Waiting = "a waiting text that nobody else may read";

    [Fact]
    public async Task No_text_name_or_key_is_found_in_any_file_of_the_profile()
    {
        using var home = new TestFolder();
        await using var relay = FakeRelay.Start();
        using var bob = FakePeer.Join(relay, "Bob.Distinctive");
        await using var alice = await Person.JoinAsync(home, "Alice.Distinctive", relay);
        await alice.SendAsync(bob, Sent);
        bob.Send(relay.UserNamed("Alice.Distinctive"), Received);
        await alice.FetchAsync();
        relay.Script = r => r.Type == FrameType.Send ? Verdict.Ignore : Verdict.Obey;
        var waiting = alice.SendAsync(bob, Waiting);
        await relay.UntilAsync(() => relay.CountOf(FrameType.Send) == 2, TestContext.Current.CancellationToken);

        var files = Directory.GetFiles(alice.Profile.Folder).ToDictionary(path => Path.GetFileName(path), ReadShared);

        Assert.Contains("store.db-wal", files.Keys);
        Assert.False(waiting.IsCompleted);
        foreach (var (needle, what) in Needles(alice, bob, relay))
        {
            // The keystore of this profile has no passphrase, so what is asked here is asked of the store.
            Assert.All(
                files.Where(f => f.Key != "keystore.sdtp"),
                f => Assert.True(f.Value.AsSpan().IndexOf(needle) < 0, $"{what} is in {f.Key}."));
        }
    }

    [Fact]
    public void The_search_finds_what_is_there()
    {
        using var home = new TestFolder();
        File.WriteAllText(home.File("store.db"), $"xx{Received}xx");

        Assert.True(ReadShared(home.File("store.db")).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Received)) > 0);
    }

    private static IEnumerable<(byte[] Needle, string What)> Needles(Person alice, FakePeer bob, FakeRelay relay)
    {
        string[] texts = [Received, Sent, Waiting, "Distinctive", "distinctive", relay.Address.Endpoint, relay.ServerId.ToString()];
        foreach (var text in texts)
        {
            yield return (Encoding.UTF8.GetBytes(text), text);
            yield return (Encoding.Unicode.GetBytes(text), $"{text} in UTF-16");
            yield return (Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(text))[..^4]), $"{text} in base64");
        }

        foreach (var (bytes, what) in new[]
        {
            (bob.Identity.UserId.ToArray(), "bob's userID"),
            (bob.Identity.PublicKey.Bytes.ToArray()[1..], "bob's key"),
            (alice.Profile.PublicKey.Bytes.ToArray()[1..], "alice's key"),
            (relay.Pin.ToArray(), "the relay's pin"),
            (relay.ServerId.ToArray(), "the serverID"),
        })
        {
            yield return (bytes, what);
            yield return (Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)), $"{what} in hex");
            yield return (Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)[..^4]), $"{what} in base64");
        }
    }

    private static byte[] ReadShared(string path)
    {
        if (Path.GetFileName(path) == "lock")
        {
            return [];
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
