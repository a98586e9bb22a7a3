using Sdtp.Client;
using Sdtp.TestKit;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Chat;

public sealed class LockTests : IDisposable
{
    private const string Passphrase = "purple walrus dances 42 times";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task After_a_lock_the_history_opens_for_the_passphrase_only()
    {
        var profile = Profile.Create(_folder.Path, People.Bob, Passphrase, RelayAddress.Parse("127.0.0.1:1")).Profile!;
        profile.History.AddOwn("Alice", People.Noon, "secret");
        var backend = new MessengerBackend(profile, new MessengerOptions());
        backend.Start();

        await backend.DisposeAsync();

        Assert.ThrowsAny<Exception>(() => profile.History.Page("Alice", long.MaxValue, 1));
        Assert.Equal(ProfileStatus.PassphraseRequired, Profile.Open(_folder.Path, People.Bob, null).Status);
        Assert.Equal(ProfileStatus.WrongPassphrase, Profile.Open(_folder.Path, People.Bob, "a guess").Status);
        using var again = Profile.Open(_folder.Path, People.Bob, Passphrase).Profile!;
        Assert.Single(again.History.Page("Alice", long.MaxValue, 1));
    }

    [Fact]
    public async Task Control_l_leaves_the_screen_and_says_so_where_no_passphrase_protects_anything()
    {
        await using var backend = new ScriptedBackend();
        await using var open = new ScriptedBackend { CanLock = false };
        var control = new ChatControl(backend, FixedClock.Create());
        var bare = new ChatControl(open, FixedClock.Create());

        control.Press(new Stroke("Ctrl-L"));
        bare.Press(new Stroke("Ctrl-L"));

        Assert.Equal(ChatExit.Lock, control.Exit);
        Assert.Null(bare.Exit);
        Assert.Contains("no passphrase", bare.State.Notice!.Text, StringComparison.Ordinal);
    }
}
