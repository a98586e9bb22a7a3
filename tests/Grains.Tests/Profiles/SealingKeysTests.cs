using Sdtp.Grains.Profiles;
using Sdtp.Grains.Tests.Support;
using Xunit;

namespace Sdtp.Grains.Tests.Profiles;

public sealed class SealingKeysTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
    private readonly TestPerson _person = new();
    private readonly MailboxOptions _options = new();

    [Fact]
    public void The_current_number_is_accepted_and_an_unknown_higher_or_lower_one_is_not()
    {
        var keys = Keys(number: 5);

        Assert.True(keys.Accepts(5, Now));
        Assert.False(keys.Accepts(6, Now));
        Assert.False(keys.Accepts(4, Now));
        Assert.False(keys.Accepts(0, Now));
    }

    [Fact]
    public void A_superseded_number_is_accepted_for_the_grace_and_not_after_it()
    {
        var keys = Publish(Keys(number: 1), number: 3, Now);

        Assert.True(keys.Accepts(3, Now));
        Assert.True(keys.Accepts(1, Now + _options.SupersededKeyGrace - TimeSpan.FromMilliseconds(1)));
        Assert.False(keys.Accepts(1, Now + _options.SupersededKeyGrace));
        Assert.False(keys.Accepts(2, Now));
    }

    [Fact]
    public void Only_so_many_superseded_numbers_are_accepted_the_latest_of_them()
    {
        _options.SupersededKeysMax = 2;
        var keys = Keys(number: 1);
        for (uint number = 2; number <= 5; number++)
        {
            keys = Publish(keys, number, Now);
        }

        Assert.Equal([false, false, true, true, true], new uint[] { 1, 2, 3, 4, 5 }.Select(number => keys.Accepts(number, Now)));
    }

    [Fact]
    public void Publishing_the_current_record_again_succeeds_and_changes_nothing()
    {
        var record = _person.SealingKey(2, Now);
        var keys = new SealingKeys(Active(record), _options);

        var refusal = keys.Publish(record, Now + TimeSpan.FromDays(90), out var next);

        Assert.Null(refusal);
        Assert.Null(next);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_number_that_does_not_rise_is_refused(uint number) => AssertRefused(_person.SealingKey(number, Now), Keys(number: 2));

    [Fact]
    public void A_record_that_another_key_signed_is_refused()
    {
        using var stranger = new TestPerson();

        AssertRefused(stranger.SealingKey(2, Now), Keys(number: 1));
    }

    [Fact]
    public void A_record_with_one_bit_changed_is_refused()
    {
        var record = _person.SealingKey(2, Now);
        record[75] ^= 1;

        AssertRefused(record, Keys(number: 1));
    }

    [Theory]
    [InlineData(0, 60 * 24 + 1)]
    [InlineData(0, 0)]
    [InlineData(-48, -24)]
    [InlineData(25, 48)]
    public void A_record_with_times_that_the_protocol_does_not_allow_is_refused(int createdHours, int expiresHours) =>
        AssertRefused(_person.SealingKey(2, Now.AddHours(createdHours), Now.AddHours(expiresHours)), Keys(number: 1));

    [Fact]
    public void A_client_whose_clock_is_a_little_ahead_may_publish()
    {
        var refusal = Keys(number: 1).Publish(_person.SealingKey(2, Now + SealingKeyCheck.ClockSkewMax), Now, out var next);

        Assert.Null(refusal);
        Assert.NotNull(next);
    }

    [Fact]
    public void Bytes_that_are_no_record_are_refused() => AssertRefused(new byte[149], Keys(number: 1));

    public void Dispose() => _person.Dispose();

    private static void AssertRefused(byte[] record, SealingKeys keys)
    {
        var refusal = keys.Publish(record, Now, out var next);

        Assert.Equal(ErrorCode.BadSealingKey, refusal!.Code);
        Assert.Null(next);
    }

    private SealingKeys Publish(SealingKeys keys, uint number, DateTimeOffset now)
    {
        Assert.Null(keys.Publish(_person.SealingKey(number, now), now, out var next));
        return new SealingKeys(next!, _options);
    }

    private SealingKeys Keys(uint number) => new(Active(_person.SealingKey(number, Now)), _options);

    private UserState Active(byte[] record) =>
        new() { Stage = UserStage.Active, PublicKey = _person.PublicKey.Bytes.ToArray(), Username = "keys", SealingKey = record };
}
