using Sdtp.Tui.Chat.State;
using Xunit;

namespace Sdtp.Tui.Tests.Chat.Speed;

/// <summary>What is in memory of a conversation is bounded, has no gap, and moves with whoever looks at it.</summary>
public sealed class MessageWindowTests
{
    private readonly Conversation _chat = new("Alice");

    [Fact]
    public void Ten_thousand_messages_leave_a_bounded_number_in_memory_and_the_newest_is_one_of_them()
    {
        Arrive(1, 10_000);

        Assert.InRange(_chat.Messages.Count, 1, MessageWindow.MessagesMax);
        Assert.Equal(10_000, _chat.Messages[^1].Id);
        Assert.True(_chat.MayHaveOlder);
        Assert.False(_chat.MayHaveNewer);
    }

    [Fact]
    public void A_conversation_that_nobody_looks_at_keeps_less()
    {
        Arrive(1, 5_000, isSelected: false);

        Assert.InRange(_chat.Messages.Count, 1, MessageWindow.QuietMessagesMax);
        Assert.Equal(5_000, _chat.Unread);
        Assert.Equal(1, _chat.FirstNewId);
    }

    [Fact]
    public void The_longest_messages_are_bounded_by_their_text()
    {
        for (var id = 1; id <= 1_000; id++)
        {
            _chat.Add(ScriptedBackend.Theirs(id, new string('x', 60_000)), isSeen: true);
        }

        Assert.InRange(_chat.Messages.Sum(message => (long)message.Text.Length), 1, MessageWindow.TextMax + (100 * 60_000));
    }

    [Fact]
    public void Who_has_scrolled_back_stays_there_while_messages_pour_in()
    {
        Arrive(1, 500);
        _chat.Scroll = new ScrollAnchor(_chat.IndexOf(100), 2);

        Arrive(501, 5_000);

        Assert.Equal(100, _chat.Messages[_chat.Scroll.Value.Index].Id);
        Assert.True(_chat.MayHaveNewer);
        Assert.Equal(5_500, _chat.Last!.Id);
        AssertNoGap();
    }

    [Fact]
    public void What_arrives_beyond_the_part_in_memory_comes_from_the_history_later()
    {
        _chat.Replace(Some(1, 300), mayHaveOlder: false, mayHaveNewer: true);

        Arrive(5_000, 1);
        _chat.Append(300, Some(301, 200), mayHaveMore: false);

        Assert.Equal(5_000, _chat.Last!.Id);
        Assert.True(_chat.MayHaveNewer);
        Assert.Equal(500, _chat.Messages[^1].Id);
        AssertNoGap();
    }

    [Fact]
    public void Older_messages_push_the_newest_out_and_the_place_on_the_screen_stays()
    {
        Arrive(5_001, 1_000);
        _chat.Scroll = new ScrollAnchor(0, 0);

        _chat.Prepend(5_001, Some(4_801, 200), mayHaveMore: true);

        Assert.Equal(5_001, _chat.Messages[_chat.Scroll.Value.Index].Id);
        Assert.InRange(_chat.Messages.Count, 1, MessageWindow.MessagesMax);
        Assert.True(_chat.MayHaveNewer);
        AssertNoGap();
    }

    [Fact]
    public void An_answer_that_comes_too_late_makes_no_gap()
    {
        Arrive(1, 300);
        _chat.Replace(Some(9_000, 100), mayHaveOlder: true, mayHaveNewer: true);

        _chat.Prepend(1, Some(-200, 200), mayHaveMore: true);
        _chat.Append(300, Some(301, 10), mayHaveMore: true);

        Assert.Equal(9_000, _chat.Messages[0].Id);
        Assert.Equal(100, _chat.Messages.Count);
    }

    [Fact]
    public void A_message_that_the_history_has_told_of_already_is_not_shown_twice()
    {
        _chat.Replace(Some(1, 10), mayHaveOlder: false, mayHaveNewer: false);

        Arrive(10, 1, isSeen: false);
        Arrive(11, 1, isSeen: false);

        Assert.Equal(11, _chat.Messages.Count);
        Assert.Equal(1, _chat.Unread);
    }

    [Fact]
    public void Two_messages_that_come_in_the_wrong_order_stand_as_the_history_has_them()
    {
        _chat.Add(ScriptedBackend.Theirs(1, "one"), isSeen: true);
        _chat.Add(ScriptedBackend.Own(3, "three"), isSeen: true);
        _chat.Add(ScriptedBackend.Theirs(2, "two"), isSeen: true);

        Assert.Equal([1, 2, 3], _chat.Messages.Select(message => message.Id));
        Assert.Equal(3, _chat.Last!.Id);
    }

    [Fact]
    public void The_queue_and_what_has_failed_are_known_beyond_what_is_in_memory()
    {
        _chat.Add(ScriptedBackend.Own(1, "waits", DeliveryState.Queued), isSeen: true);
        _chat.Add(ScriptedBackend.Own(2, "fails", DeliveryState.Queued), isSeen: true);
        Arrive(3, 5_000);

        _chat.Move(2, DeliveryState.Failed, "mailbox full");

        Assert.Equal(1, _chat.Waiting);
        Assert.Equal([2], _chat.Failed);
    }

    private static ChatMessage[] Some(long first, int count) =>
        [.. Enumerable.Range(0, count).Select(i => ScriptedBackend.Theirs(first + i, $"message {first + i}"))];

    private void Arrive(long first, int count, bool isSeen = true, bool isSelected = true)
    {
        foreach (var message in Some(first, count))
        {
            _chat.Add(message, isSeen && isSelected, isSelected);
        }
    }

    private void AssertNoGap() => Assert.Equal(
        Enumerable.Range(0, _chat.Messages.Count).Select(i => _chat.Messages[0].Id + i), _chat.Messages.Select(message => message.Id));
}
