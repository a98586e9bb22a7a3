using Sdtp.Client;
using Sdtp.Protocol.Identifiers;
using Sdtp.TestKit;
using Sdtp.Tui.Commands;
using Sdtp.Tui.Presentation;
using Sdtp.Tui.Sessions;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Sessions;

public sealed class ProfileIdentitiesTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ScriptedTerminal _terminal = new();
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    private ProfileIdentities Identities => new(_terminal, TimeProvider.System);

    private SessionChoice Choice(Username? name = null, string home = "here") =>
        new() { Home = _folder.File(home), Name = name, NoPassphrase = true };

    private void Make(Username name, string? passphrase = null)
    {
        var result = Profile.Create(_folder.File("here"), name, passphrase, RelayAddress.Parse("127.0.0.1:5000"));
        Assert.True(result.IsOpen, result.Message);
        result.Profile.Dispose();
    }

    private static async Task<Failure> FailureOfAsync(Func<Task> act) => (await Assert.ThrowsAsync<CommandFailedException>(act)).Failure;

    [Fact]
    public async Task The_only_identity_is_the_default()
    {
        Make(People.Alice);

        var card = await Identities.ShowAsync(Choice(), _cancellation);

        Assert.Equal(People.Alice, card.Name);
        Assert.Equal("Alice", card.Name.Display);
    }

    [Fact]
    public async Task Without_any_identity_the_way_to_make_one_is_told()
    {
        var failure = await FailureOfAsync(() => Identities.ShowAsync(Choice(), _cancellation));

        Assert.Equal(ExitCode.Identity, failure.Code);
        Assert.Equal("make one and register it: sdtp shell --username NAME", failure.Hint);
    }

    [Fact]
    public async Task Several_identities_are_listed()
    {
        Make(People.Alice);
        Make(People.Bob);

        var failure = await FailureOfAsync(() => Identities.ShowAsync(Choice(), _cancellation));

        Assert.Equal("there are several identities on this machine: alice, bob", failure.What);
        Assert.Equal("say which one: --username NAME", failure.Hint);
    }

    [Fact]
    public async Task An_unknown_name_is_told_with_the_way_to_make_it()
    {
        Make(People.Alice);

        var failure = await FailureOfAsync(() => Identities.ShowAsync(Choice(People.Bob), _cancellation));

        Assert.Equal(ExitCode.Identity, failure.Code);
        Assert.Equal("make it and register it: sdtp shell --username Bob", failure.Hint);
    }

    [Fact]
    public async Task An_identity_in_use_has_its_own_exit_code()
    {
        using var other = Profile.Create(_folder.File("here"), People.Alice, null, RelayAddress.Parse("127.0.0.1:5000")).Profile;

        var failure = await FailureOfAsync(() => Identities.ShowAsync(Choice(), _cancellation));

        Assert.Equal(ExitCode.IdentityInUse, failure.Code);
    }

    [Fact]
    public async Task A_passphrase_is_asked_again_after_a_mistake()
    {
        Make(People.Alice, "right");
        _terminal.Secrets.Enqueue("wrong");
        _terminal.Secrets.Enqueue("right");

        var card = await Identities.ShowAsync(Choice() with { NoPassphrase = false }, _cancellation);

        Assert.Equal(People.Alice, card.Name);
        Assert.Equal("Passphrase for alice: \nThat is not the passphrase; try again.\nPassphrase for alice: \n", _terminal.Errors);
    }

    [Fact]
    public async Task A_wrong_passphrase_file_is_an_identity_problem()
    {
        Make(People.Alice, "right");
        var file = _folder.File("passphrase");
        await File.WriteAllTextAsync(file, "wrong", _cancellation);
        var choice = Choice() with { NoPassphrase = false, PassphraseFile = file };

        var failure = await FailureOfAsync(() => Identities.ShowAsync(choice, _cancellation));

        Assert.Equal(ExitCode.Identity, failure.Code);
        Assert.Equal("the passphrase does not open the keystore of alice", failure.What);
    }

    [Fact]
    public async Task No_passphrase_never_asks_for_one()
    {
        Make(People.Alice, "right");

        var failure = await FailureOfAsync(() => Identities.ShowAsync(Choice(), _cancellation));

        Assert.Equal("the keystore of alice has a passphrase", failure.What);
    }

    [Fact]
    public async Task A_damaged_keystore_is_refused_and_left_as_it_is()
    {
        Make(People.Alice);
        var keystore = Path.Combine(_folder.File("here"), "alice", "keystore.sdtp");
        var bytes = await File.ReadAllBytesAsync(keystore, _cancellation);
        bytes[60] ^= 1;
        await File.WriteAllBytesAsync(keystore, bytes, _cancellation);

        var failure = await FailureOfAsync(() => Identities.ShowAsync(Choice(), _cancellation));

        Assert.Equal(ExitCode.Identity, failure.Code);
        Assert.NotNull(failure.Hint);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(keystore, _cancellation));
    }

    [Fact]
    public async Task A_bundle_carries_the_identity_to_another_machine()
    {
        Make(People.Alice);
        var before = await Identities.ShowAsync(Choice(), _cancellation);

        var bundle = await Identities.ExportBundleAsync(Choice(), "bundle secret", _cancellation);
        var after = await Identities.ImportBundleAsync(Choice(home: "there"), bundle, "bundle secret", _cancellation);

        Assert.Equal(before.UserId, after.UserId);
        Assert.Equal("Alice", after.Name.Display);
        Assert.Equal(after, await Identities.ShowAsync(Choice(home: "there"), _cancellation));
    }

    [Fact]
    public async Task A_bundle_does_not_open_with_another_passphrase_and_does_not_replace_an_identity()
    {
        Make(People.Alice);
        var bundle = await Identities.ExportBundleAsync(Choice(), "bundle secret", _cancellation);

        var wrong = await FailureOfAsync(() => Identities.ImportBundleAsync(Choice(home: "there"), bundle, "another", _cancellation));
        var exists = await FailureOfAsync(() => Identities.ImportBundleAsync(Choice(), bundle, "bundle secret", _cancellation));

        Assert.Equal("the passphrase does not open the exported file", wrong.What);
        Assert.Equal(ExitCode.Identity, exists.Code);
        Assert.Contains("already", exists.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bare_key_carries_the_identity_under_a_name()
    {
        Make(People.Alice);
        var before = await Identities.ShowAsync(Choice(), _cancellation);

        var pem = await Identities.ExportPemAsync(Choice(), _cancellation);
        var after = await Identities.ImportPemAsync(Choice(People.Alice, "there"), pem, _cancellation);

        Assert.Equal(before.UserId, after.UserId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a key")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    public async Task A_file_that_is_no_key_is_refused(string content)
    {
        var pem = await FailureOfAsync(() => Identities.ImportPemAsync(Choice(People.Alice), content, _cancellation));
        var bundle = await FailureOfAsync(() => Identities.ImportBundleAsync(Choice(), content, "secret", _cancellation));

        Assert.Equal(ExitCode.Identity, pem.Code);
        Assert.Equal(ExitCode.Identity, bundle.Code);
        Assert.Empty(Profile.List(_folder.File("here")));
    }
}
