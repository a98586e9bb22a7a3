using System.Security.Cryptography;
using CsCheck;
using Microsoft.Data.Sqlite;
using Sdtp.Client.Search;
using Sdtp.Client.Store;
using Sdtp.TestKit;

namespace Sdtp.Client.Tests.Search;

public sealed class HistorySearchTests : IDisposable
{
    private const int Block = SearchStore.BlockEntries;

    /// <summary>Letters with cases of one and two units, marks, the Turkish ones, halves of characters, and some that look alike.</summary>
    private static readonly string[] Alphabet =
        ["a", "A", "b", "\u0130", "\u0131", "i", "I", "\u00DF", "\u017F", "\u212A", "k", "e\u0301", "\u0301", "\u03A3", "\u03C2", "\u03C3",
        "\U00010400", "\U00010428", "\U0001F35C", "\uD83C", "\uDF5C", "\u65E5", "\u672C", " ", "\u01C5", "\u1E9E"];

    private static readonly Gen<string> Texts =
        Gen.Int[0, Alphabet.Length - 1].Select(index => Alphabet[index]).Array[0, 12].Select(parts => string.Concat(parts));

    private static readonly string?[] Chats = [null, "bob", "Carol"];

    private readonly TestFolder _folder = new();
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;
    private ClientStore _store;

    public HistorySearchTests() => _store = ClientStore.Create(_folder.File("store.db"), _key);

    private ChatHistory History => new(_store);

    private string Path => _folder.File("store.db");

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Every_search_answers_as_a_plain_scan_does()
    {
        // Few enough kinds of letters that many of the searches hit.
        Texts.Array[5 * Block].Sample(
            texts => Add(texts.Index().Select(text => (text.Index % 7 == 0 ? "Carol" : "Bob", text.Item))), iter: 1);
        var written = History.Page("Bob", long.MaxValue, int.MaxValue).Select(entry => ((TextContent)entry.Content).Text).ToArray();
        var queries = Gen.Select(
            Texts, Gen.Int[0, written.Length - 1], Gen.Int[0, (5 * Block) + 1], Gen.Bool, Gen.Int[0, Chats.Length - 1]);

        queries.Sample(
            (text, index, fromId, towardsPast, chat) =>
            {
                // Half of them are cut out of a text, through the middle of a character too.
                var part = fromId % 2 == 0 ? text : written[index][(written[index].Length / 3)..];

                Assert.Equal(Plain(part, Chats[chat], fromId, towardsPast), Search(part, Chats[chat], fromId, towardsPast));
            },
            iter: 300,
            threads: 1);

        Assert.NotEqual(0, CountFilters());
    }

    [Fact]
    public void A_hit_at_any_edge_of_what_is_looked_at_together_is_found_from_both_sides()
    {
        const int Window = 64 * Block;
        Add(Enumerable.Range(1, (2 * Window) + 9).Select(i => ("Bob", $"<{i}>")));
        long[] edges = [1, Block - 1, Block, Window - 1, Window, Window + 1, (2 * Window) - 1, 2 * Window, (2 * Window) + 9];

        // Without filters and with them.
        foreach (var id in edges.Concat(edges))
        {
            Assert.Equal(id, Search($"<{id}>", null, long.MaxValue, towardsPast: true));
            Assert.Equal(id, Search($"<{id}>", "Bob", id + 1, towardsPast: true));
            Assert.Equal(id, Search($"<{id}>", null, 0, towardsPast: false));
            Assert.Equal(id, Search($"<{id}>", "Bob", id - 1, towardsPast: false));
            Assert.Null(Search($"<{id}>", null, id, towardsPast: true));
            Assert.Null(Search($"<{id}>", null, id, towardsPast: false));
        }
    }

    [Fact]
    public void A_search_leaves_filters_of_full_blocks_only()
    {
        Add(Enumerable.Range(0, (2 * Block) + 5).Select(i => ("Bob", $"message {i}")));

        Assert.Null(History.Search("zebrafish", null, long.MaxValue, _token));

        // The first block begins with number 0, which is none, and the last is not full.
        Assert.Equal([0, 1], Blocks());
    }

    [Fact]
    public void What_the_filters_rule_out_is_not_opened()
    {
        Add(Enumerable.Range(1, (4 * Block) - 1).Select(i => ("Bob", i == 2 ? "a needle" : $"message {i}")));
        Assert.Null(History.Search("zebrafish", null, long.MaxValue, _token));
        Change("UPDATE history SET record = zeroblob(10) WHERE id > 64");

        Assert.Equal(2, History.Search("NEEDLE", null, long.MaxValue, _token)?.Id);
        Assert.Equal(2, History.Search("need", "bob", long.MaxValue, _token)?.Id);
        Assert.Throws<StoreDamagedException>(() => History.Search("message", null, long.MaxValue, _token));
    }

    [Theory]
    [InlineData("UPDATE search_blocks SET record = zeroblob(length(record))")]
    [InlineData("UPDATE search_blocks SET record = zeroblob(0)")]
    [InlineData("UPDATE search_blocks SET block = block + 9; UPDATE search_blocks SET block = 11 - block")]
    [InlineData("DELETE FROM search_blocks")]
    public void A_filter_that_was_changed_moved_or_lost_is_made_anew(string damage)
    {
        Add(Enumerable.Range(1, 3 * Block).Select(i => ("Bob", i == 2 ? "a needle" : $"message {i}")));
        Assert.Null(History.Search("zebrafish", null, long.MaxValue, _token));
        Change(damage);

        Assert.Equal(2, History.Search("needle", null, long.MaxValue, _token)?.Id);
        Assert.Equal([0, 1, 2], Blocks().Where(block => block < 3));
        Assert.All(_store.Search.Sealed(0, 2), filter => Assert.True(_store.Search.TryOpen(filter.Key, filter.Value, out _)));
    }

    [Fact]
    public void Deleting_a_chat_takes_the_filters_that_knew_of_it_and_no_other()
    {
        Add(Enumerable.Range(1, 4 * Block).Select(i => (i is 70 or 200 ? "Carol" : "Bob", $"message {i}")));
        Assert.Null(History.Search("zebrafish", null, long.MaxValue, _token));

        History.Delete("carol");
        var left = Blocks();
        Assert.Null(History.Search("message 70", null, long.MaxValue, _token));

        Assert.Equal([0, 2], left);
        Assert.Equal([0, 1, 2, 3], Blocks());
    }

    [Fact]
    public void Of_a_deleted_chat_no_sealed_byte_is_left_in_the_files()
    {
        Add(Enumerable.Range(1, 2 * Block).Select(i => (i % 2 == 0 ? "Carol" : "Bob", $"message {i}")));
        Assert.Null(History.Search("zebrafish", null, long.MaxValue, _token));
        var filters = _store.Search.Sealed(0, 9).Values.ToList();

        Assert.All(filters, filter => Assert.True(IsInFiles(filter)));
        History.Delete("Carol");

        Assert.Equal(2, filters.Count);
        Assert.All(filters, filter => Assert.False(IsInFiles(filter)));
    }

    [Fact]
    public void What_was_read_before_a_chat_was_deleted_is_not_written_after()
    {
        Add(Enumerable.Range(1, 2 * Block).Select(i => (i == 1 ? "Carol" : "Bob", $"message {i}")));
        var search = new HistorySearch(_store, "zebrafish", chat: null);

        History.Delete("Carol");
        search.Find(long.MaxValue, towardsPast: true, _token);

        Assert.Empty(Blocks());
    }

    [Fact]
    public void Merged_chats_are_found_under_their_new_name()
    {
        Add(Enumerable.Range(1, 3 * Block).Select(i => (i % 2 == 0 ? "Bob" : "Bob (unverified)", i == 3 ? "a needle" : $"message {i}")));
        Assert.Null(History.Search("zebrafish", null, long.MaxValue, _token));

        History.Merge("Bob (unverified)", "Bob");

        Assert.Equal((3, "Bob"), (History.Search("needle", "Bob", long.MaxValue, _token)?.Id, History.Find(3)?.Chat));
        Assert.Null(History.Search("needle", "Bob (unverified)", long.MaxValue, _token));
    }

    [Fact]
    public void A_search_in_a_small_chat_does_not_open_what_others_wrote()
    {
        Add(Enumerable.Range(1, 3 * Block).Select(i => (i % 20 == 0 ? "Carol" : "Bob", $"message {i}")));
        Change("UPDATE history SET record = zeroblob(10) WHERE id % 20 <> 0");

        Assert.Equal(100, History.Search("message 100", "Carol", long.MaxValue, _token)?.Id);
        Assert.Null(History.Search("message 101", "Carol", long.MaxValue, _token));
        Assert.Empty(Blocks());
    }

    [Fact]
    public void A_file_is_found_by_its_name()
    {
        var added = new FileShelf(_store).Add(
            Protocol.Identifiers.Username.Parse("Bob"), "Quarterly Report.pdf", "x"u8.ToArray(), DateTimeOffset.UnixEpoch);

        Assert.Equal(added.Entry!.Id, History.Search("report.PDF", "Bob", long.MaxValue, _token)?.Id);
    }

    [Fact]
    public void A_search_that_nobody_waits_for_ends_and_the_next_one_finds()
    {
        Add(Enumerable.Range(1, 3 * Block).Select(i => ("Bob", i == 2 ? "a needle" : $"message {i}")));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => History.Search("needle", null, long.MaxValue, cancelled.Token));
        Assert.Equal(2, History.Search("needle", null, long.MaxValue, _token)?.Id);
    }

    [Fact]
    public async Task Messages_that_arrive_meanwhile_are_neither_lost_nor_held_up_for_the_whole_search()
    {
        Add(Enumerable.Range(1, 10 * Block).Select(i => ("Bob", $"message {i}")));
        var later = Enumerable.Range(1, 5 * Block).Select(i => ("Bob", i == 100 ? "a needle" : $"later {i}"));
        var adding = Task.Run(() => Add(later, size: 1), _token);
        while (!adding.IsCompleted)
        {
            Assert.Null(History.Search("zebrafish", null, long.MaxValue, _token));
        }

        await adding;
        Assert.Equal((10 * Block) + 100, History.Search("needle", null, long.MaxValue, _token)?.Id);
    }

    [Fact]
    public void A_store_from_before_the_index_is_searched_and_gets_one()
    {
        Add(Enumerable.Range(1, 2 * Block).Select(i => ("Bob", i == 2 ? "a needle" : $"message {i}")));
        Change("DROP TABLE search_blocks; PRAGMA user_version = 5");

        Assert.Equal(2, History.Search("needle", null, long.MaxValue, _token)?.Id);
        Assert.Equal([0, 1], Blocks());
    }

    [Fact]
    public void No_word_of_a_text_stands_in_the_index()
    {
        Add(Enumerable.Range(1, 2 * Block).Select(i => ("Bob", "zebrafish")));
        Assert.Null(History.Search("quagga", null, long.MaxValue, _token));

        // One word 64 times sets a dozen bits: unsealed, the rest would be zeros.
        Assert.All(_store.Search.Sealed(0, 0).Values, record => Assert.InRange(record.Count(value => value == 0), 0, record.Length / 8));
    }

    private long? Search(string text, string? chat, long fromId, bool towardsPast) => towardsPast
        ? History.Search(text, chat, fromId, _token)?.Id
        : History.SearchNewer(text, chat, fromId, _token)?.Id;

    private long? Plain(string text, string? chat, long fromId, bool towardsPast)
    {
        var ids = new[] { "Bob", "Carol" }
            .Where(name => chat is null || name.Equals(chat, StringComparison.OrdinalIgnoreCase))
            .SelectMany(name => History.Page(name, long.MaxValue, int.MaxValue))
            .Where(entry => towardsPast ? entry.Id < fromId : entry.Id > fromId)
            .Where(entry => entry.Content is TextContent content && content.Text.Contains(text, StringComparison.OrdinalIgnoreCase))
            .Select(entry => (long?)entry.Id);
        return towardsPast ? ids.Max() : ids.Min();
    }

    private void Add(IEnumerable<(string Chat, string Text)> said, int size = Block)
    {
        foreach (var some in said.Chunk(size))
        {
            _store.Transact(() => some.ToList().ForEach(one => _store.History.Add(new HistoryEntry(
                0, one.Chat, IsOwn: true, DateTimeOffset.UnixEpoch, new TextContent(one.Text), HistoryState.Accepted, Failure: null))));
        }
    }

    /// <summary>By bytes of the middle, since a record that is longer than a page lies in parts.</summary>
    private bool IsInFiles(byte[] record) => Directory.GetFiles(_folder.Path).Select(ReadShared)
        .Any(bytes => bytes.AsSpan().IndexOf(record.AsSpan(record.Length / 2, 16)) >= 0);

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private List<long> Blocks() => [.. _store.Search.Sealed(0, long.MaxValue).Keys.Order()];

    private int CountFilters() => Blocks().Count;

    private void Change(string sql)
    {
        _store.Dispose();
        using (var connection = new SqliteConnection($"Data Source={Path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }

        _store = ClientStore.Open(Path, _key);
    }
}
