using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Sdtp.Client.Store;
using Sdtp.Crypto.Identities;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Identifiers;
using Sdtp.TestKit;

namespace Sdtp.Client.Tests.Store;

public sealed class ClientStoreTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private ClientStore _store;

    public ClientStoreTests() => _store = ClientStore.Create(_folder.File("store.db"), _key);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void An_envelope_is_told_from_a_redelivery_and_from_a_reused_id()
    {
        var first = Identity("first");
        _store.Inbox.Add(Record(1), first, sealingKey: 1);

        Reopen();

        Assert.Equal(SeenBefore.Same, _store.Inbox.Recall(first));
        Assert.Equal(SeenBefore.OtherBytes, _store.Inbox.Recall(first with { Hash = EnvelopeHash.Of("second"u8) }));
        Assert.Equal(SeenBefore.No, _store.Inbox.Recall(first with { Sender = new UserId(new byte[32]) }));
        Assert.Equal(SeenBefore.No, _store.Inbox.Recall(first with { MessageId = MessageId.New(), Hash = EnvelopeHash.Of("third"u8) }));
    }

    [Fact]
    public void Envelopes_without_an_id_do_not_reuse_each_others()
    {
        var first = Identity("garbage") with { MessageId = null };
        _store.Inbox.Add(Record(1), first, sealingKey: 1);

        Assert.Equal(SeenBefore.No, _store.Inbox.Recall(first with { Hash = EnvelopeHash.Of("more garbage"u8) }));
    }

    [Fact]
    public void What_was_seen_is_forgotten_with_the_sealing_key_that_opened_it()
    {
        var (old, young) = (Identity("old"), Identity("young"));
        _store.Inbox.Add(Record(1), old, sealingKey: 1);
        _store.Inbox.Add(Record(2), young, sealingKey: 2);

        _store.Inbox.ForgetSealedTo([1]);

        Assert.Equal((SeenBefore.No, SeenBefore.Same), (_store.Inbox.Recall(old), _store.Inbox.Recall(young)));
    }

    [Fact]
    public void A_pin_that_was_read_in_a_transaction_that_failed_is_as_it_was_before()
    {
        using var owner = IdentityKey.Generate();
        var before = new PinnedContact(Username.Parse("Bob"), owner.PublicKey, SealingKeyNumber: 1, PresentedKey: null);
        _store.Contacts.Put(before);

        Assert.Throws<InvalidOperationException>(() => _store.Transact(() =>
        {
            _store.Contacts.Put(before with { SealingKeyNumber = 2 });
            Assert.Equal(2u, _store.Contacts.Find(before.UserId)?.SealingKeyNumber);
            throw new InvalidOperationException("the program dies here");
        }));

        Assert.Equal(1u, _store.Contacts.Find(before.UserId)?.SealingKeyNumber);
        Assert.Equal(1u, _store.Contacts.Find(before.Name)?.SealingKeyNumber);
    }

    [Fact]
    public void A_page_is_committed_whole_or_not_at_all()
    {
        Assert.Throws<InvalidOperationException>(() => _store.Transact(() =>
        {
            _store.Inbox.Add(Record(1), Identity("one"), sealingKey: 1);
            throw new InvalidOperationException("the program dies here");
        }));

        Assert.Empty(_store.Inbox.Unshown(10));
    }

    [Fact]
    public void What_was_shown_is_not_shown_again()
    {
        _store.Inbox.Add(Record(1), Identity("one"), sealingKey: 1);
        _store.Inbox.Add(Record(2), Identity("two"), sealingKey: 1);

        _store.Inbox.MarkShown([_store.Inbox.Unshown(1)[0].Id]);
        Reopen();

        Assert.Equal([2ul], _store.Inbox.Unshown(10).Select(row => row.Record.Sequence));
    }

    [Fact]
    public void A_contact_is_found_from_both_sides_and_a_name_has_one_identity()
    {
        using var key = IdentityKey.Generate();
        using var other = IdentityKey.Generate();
        var bob = Username.Parse("Bob");
        _store.Contacts.Put(new PinnedContact(bob, key.PublicKey, 3, PresentedKey: null));

        Reopen();
        var byName = _store.Contacts.Find(Username.Parse("BOB"));
        Assert.Equal((key.UserId, 3u), (byName?.UserId, byName?.SealingKeyNumber));
        Assert.Equal("Bob", _store.Contacts.Find(key.UserId)?.Name.Display);

        _store.Contacts.Put(new PinnedContact(bob, other.PublicKey, 1, PresentedKey: null));
        Assert.Null(_store.Contacts.Find(key.UserId));
    }

    [Fact]
    public void A_record_that_was_changed_on_disk_does_not_open()
    {
        _store.Inbox.Add(Record(1), Identity("one"), sealingKey: 1);
        _store.Dispose();
        using (var connection = new SqliteConnection($"Data Source={_folder.File("store.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE inbox SET record = zeroblob(length(record))";
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        _store = ClientStore.Open(_folder.File("store.db"), _key);

        Assert.Throws<StoreDamagedException>(() => _store.Inbox.Unshown(10));
    }

    [Fact]
    public void A_store_from_before_receipts_keeps_its_history_and_learns_of_them()
    {
        var old = _store.History.Add(new HistoryEntry(0, "Bob", true, DateTimeOffset.UnixEpoch, new TextContent("old"), default, null));
        _store.Dispose();
        using (var connection = new SqliteConnection($"Data Source={_folder.File("store.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText =
                "DROP TABLE receipts; DROP TABLE files; DROP TABLE file_parts; DROP INDEX history_sent; "
                + "ALTER TABLE history DROP COLUMN sent_key; PRAGMA user_version = 2";
            command.ExecuteNonQuery();
        }

        _store = ClientStore.Open(_folder.File("store.db"), _key);
        var (to, id) = (new UserId(SHA256.HashData("bob"u8)), MessageId.New());
        _store.History.NoteSealed(old.Id, to, id);

        Assert.Equal(old.Id, _store.History.Advance(to, id, HistoryState.Delivered));
        Assert.Equal(new TextContent("old"), _store.History.Find(old.Id)?.Content);
    }

    [Fact]
    public void A_store_from_before_files_keeps_its_history_and_takes_files()
    {
        var old = _store.History.Add(new HistoryEntry(0, "Bob", true, DateTimeOffset.UnixEpoch, new TextContent("old"), default, null));
        _store.Dispose();
        using (var connection = new SqliteConnection($"Data Source={_folder.File("store.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "DROP TABLE files; DROP TABLE file_parts; PRAGMA user_version = 4";
            command.ExecuteNonQuery();
        }

        _store = ClientStore.Open(_folder.File("store.db"), _key);
        var added = new FileShelf(_store).Add(Username.Parse("Bob"), "notes.txt", "hello"u8.ToArray(), DateTimeOffset.UnixEpoch);

        Assert.Equal(new TextContent("old"), _store.History.Find(old.Id)?.Content);
        Assert.Equal("notes.txt", Assert.IsType<FileContent>(_store.History.Find(added.Entry!.Id)?.Content).Name);
        Assert.Equal("hello"u8.ToArray(), _store.Files.Part(_store.Files.OfEntry(added.Entry.Id)!, 0));
    }

    [Fact]
    public void A_failed_file_is_kept_for_another_try_for_thirty_days_and_no_longer()
    {
        var at = DateTimeOffset.UnixEpoch;
        var entry = new FileShelf(_store).Add(Username.Parse("Bob"), "notes.txt", "hello"u8.ToArray(), at).Entry!.Id;
        var file = _store.Files.OfEntry(entry)!;
        _store.Outbox.FailFile([], file, "refused");
        _store.Files.Expire(at + FileLimits.ExpireAfter);
        Assert.Equal(HistoryState.Waiting, _store.History.Retry(entry)?.State);

        _store.Outbox.FailFile([], file, "refused again");
        _store.Files.Expire(at + FileLimits.ExpireAfter + TimeSpan.FromDays(1));

        Assert.Null(_store.History.Retry(entry));
        Assert.Equal((HistoryState.Failed, "refused again"), (_store.History.Find(entry)!.State, _store.History.Find(entry)!.Failure));
        Assert.Equal(FileState.Expired, Assert.IsType<FileContent>(_store.History.Find(entry)!.Content).State);
    }

    [Fact]
    public void A_part_of_a_file_that_was_moved_on_disk_does_not_open()
    {
        var bytes = new byte[Sdtp.Crypto.Contents.FileManifest.PartBytes * 2];
        var added = new FileShelf(_store).Add(Username.Parse("Bob"), "zeros", bytes, DateTimeOffset.UnixEpoch);
        _store.Dispose();
        using (var connection = new SqliteConnection($"Data Source={_folder.File("store.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE file_parts SET part = 1 - part + 10; UPDATE file_parts SET part = part - 10";
            Assert.Equal(4, command.ExecuteNonQuery());
        }

        _store = ClientStore.Open(_folder.File("store.db"), _key);
        var file = _store.Files.OfEntry(added.Entry!.Id)!;

        Assert.Throws<StoreDamagedException>(() => _store.Files.Part(file, 0));
    }

    [Fact]
    public void A_receipt_that_overtakes_the_relays_answer_is_not_taken_back_by_it()
    {
        var entry = _store.History.Add(new HistoryEntry(0, "Bob", true, DateTimeOffset.UnixEpoch, new TextContent("hi"), default, null));
        var (to, id) = (new UserId(SHA256.HashData("bob"u8)), MessageId.New());
        _store.History.NoteSealed(entry.Id, to, id);
        _store.History.Advance(to, id, HistoryState.Delivered);

        _store.History.Settle(entry.Id, failure: null);
        _store.History.Settle(entry.Id, failure: "given up");

        Assert.Equal((HistoryState.Delivered, null), (_store.History.Find(entry.Id)?.State, _store.History.Find(entry.Id)?.Failure));
    }

    [Fact]
    public void A_store_of_a_later_version_is_left_alone()
    {
        _store.Dispose();
        using (var connection = new SqliteConnection($"Data Source={_folder.File("store.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        var error = Assert.Throws<StoreDamagedException>(() => ClientStore.Open(_folder.File("store.db"), _key));

        Assert.Contains("newer program", error.Message, StringComparison.Ordinal);
    }

    private static InboxRecord Record(ulong sequence) => new() { Sequence = sequence, Sender = "", StoredAtMs = 0 };

    private static EnvelopeIdentity Identity(string text) => new(
        new UserId(SHA256.HashData("sender"u8)), MessageId.New(), EnvelopeHash.Of(System.Text.Encoding.UTF8.GetBytes(text)));

    private void Reopen()
    {
        _store.Dispose();
        _store = ClientStore.Open(_folder.File("store.db"), _key);
    }
}
