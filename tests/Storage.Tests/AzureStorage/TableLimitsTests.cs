using System.Security.Cryptography;
using Azure;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Sdtp.Protocol;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.AzureStorage.Mailboxes;
using Sdtp.Storage.AzureStorage.Tables;
using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Tests.Contract;
using Xunit;

namespace Sdtp.Storage.Tests.AzureStorage;

/// <summary>Azure's limits, which the emulator does not enforce; these need none.</summary>
public sealed class TableLimitsTests
{
    private static readonly UserId Mailbox = new(RandomNumberGenerator.GetBytes(UserId.Length));

    [Fact]
    public void The_largest_envelope_is_split_at_64_KiB_and_comes_back()
    {
        var row = LogUnderTest.Row(1, ProtocolLimits.EnvelopeBytesMax, LogUnderTest.Noon, Mailbox);

        var entity = MailboxRowEntity.ToEntity(Mailbox, row);
        var read = MailboxRowEntity.ToRow(entity);

        EntityRules.Check(entity);
        Assert.Equal(65_536, entity.GetBinary("Envelope").Length);
        Assert.Equal(153, entity.GetBinary("Envelope1").Length);
        Assert.True(row.Envelope.Span.SequenceEqual(read.Envelope.Span));
    }

    [Fact]
    public void A_row_holds_fifteen_full_properties_and_still_fits_an_entity()
    {
        var entity = MailboxRowEntity.ToEntity(Mailbox, LogUnderTest.Row(1, MailboxRowEntity.EnvelopeBytesMax, LogUnderTest.Noon, Mailbox));

        EntityRules.Check(entity);

        Assert.InRange(EntitySize.InTable(entity), 960 * 1024, TableLimits.EntityBytesMax);
    }

    [Theory]
    [InlineData(0, 99)]
    [InlineData(300, 99)]
    [InlineData(30_000, 97)]
    [InlineData(ProtocolLimits.EnvelopeBytesMax, 45)]
    public async Task A_transaction_holds_at_most_99_rows_beside_the_head_and_is_at_most_4_MiB_on_the_wire(
        int envelopeBytes, int expectedRows)
    {
        var plan = new MailboxPlan(
            Mailbox, new StoredHead(MailboxHead.Empty, new ETag("W/\"datetime'2026-01-01T00%3A00%3A00.0000000Z'\"")));
        var rows = 0;
        while (rows < 200 && plan.TryAdd(LogUnderTest.Row((ulong)rows + 1, envelopeBytes, LogUnderTest.Noon, Mailbox)))
        {
            rows++;
        }

        plan.Trim((ulong)rows, new MailboxCheckpoint(new byte[MailboxCheckpoint.BytesMax]));
        var actions = plan.Seal();
        var bytes = await MeasureAsync(actions);

        Assert.Equal(expectedRows, rows);
        Assert.Equal(rows + 1, actions.Count);
        Assert.Equal(MailboxKeys.Head, actions[0].Entity.RowKey);
        Assert.True(bytes <= TableLimits.TransactionBytesMax, $"{bytes} bytes");
    }

    [Fact]
    public void A_property_above_64_KiB_is_refused()
    {
        Check(entity => entity["Data"] = new byte[TableLimits.PropertyBytesMax]);

        Assert.Throws<InvalidOperationException>(() => Check(entity => entity["Data"] = new byte[TableLimits.PropertyBytesMax + 1]));
        Assert.Throws<InvalidOperationException>(
            () => Check(entity => entity["Text"] = new string('x', (TableLimits.PropertyBytesMax / 2) + 1)));
    }

    [Fact]
    public void An_entity_above_1_MiB_is_refused()
    {
        Assert.Throws<InvalidOperationException>(() => Check(entity =>
        {
            for (var i = 0; i < 16; i++)
            {
                entity[$"Data{i}"] = new byte[TableLimits.PropertyBytesMax];
            }
        }));
    }

    [Fact]
    public void More_than_252_properties_are_refused()
    {
        Assert.Throws<InvalidOperationException>(() => Check(entity =>
        {
            for (var i = 0; i < 253; i++)
            {
                entity[$"P{i}"] = 1;
            }
        }));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\tb")]
    public void A_key_with_a_forbidden_character_is_refused(string key)
    {
        Assert.Throws<InvalidOperationException>(() => EntityRules.Check(new TableEntity("p", key)));
        Assert.Throws<InvalidOperationException>(() => EntityRules.Check(new TableEntity(key, "r")));
    }

    [Fact]
    public void A_key_above_1_KiB_is_refused()
    {
        EntityRules.Check(new TableEntity(new string('p', 512), "r"));

        Assert.Throws<InvalidOperationException>(() => EntityRules.Check(new TableEntity(new string('p', 513), "r")));
    }

    [Fact]
    public void A_transaction_refuses_another_partition_and_a_row_twice()
    {
        var group = new EntityGroup("p", 1_000);
        Assert.True(group.TryAdd(TableTransactionActionType.Add, new TableEntity("p", "r")));

        Assert.Throws<InvalidOperationException>(() => group.TryAdd(TableTransactionActionType.Add, new TableEntity("q", "s")));
        Assert.Throws<InvalidOperationException>(() => group.TryAdd(TableTransactionActionType.Delete, new TableEntity("p", "r")));
    }

    [Fact]
    public void A_row_added_in_a_transaction_is_not_deleted_in_the_same_one()
    {
        var plan = new MailboxPlan(Mailbox, new StoredHead(MailboxHead.Empty, ETag.All));
        plan.TryAdd(LogUnderTest.Row(1, 10, LogUnderTest.Noon, Mailbox));
        plan.Trim(1, null);

        Assert.False(plan.TrySweepOne());
    }

    private static void Check(Action<TableEntity> fill)
    {
        var entity = new TableEntity("p", "r");
        fill(entity);
        EntityRules.Check(entity);
    }

    private static async Task<long> MeasureAsync(IReadOnlyList<TableTransactionAction> actions)
    {
        var scale = new Scale();
        var options = new TableClientOptions { Transport = scale };
        options.Retry.MaxRetries = 0;

        // The longest account and table names there are.
        var account = $"DefaultEndpointsProtocol=https;AccountName={new string('a', 24)};AccountKey=AAAA;EndpointSuffix=core.windows.net";
        var table = new TableClient(account, new string('t', 63), options);
        await Assert.ThrowsAnyAsync<Exception>(() => table.SubmitTransactionAsync(actions));
        return scale.Bytes;
    }

    private sealed class Scale : HttpPipelineTransport
    {
        internal long Bytes { get; private set; }

        public override Azure.Core.Request CreateRequest() => new HttpClientTransport().CreateRequest();

        public override void Process(Azure.Core.HttpMessage message) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(Azure.Core.HttpMessage message)
        {
            using var body = new MemoryStream();
            await message.Request.Content!.WriteToAsync(body, CancellationToken.None);
            Bytes = body.Length;
            throw new IOException("Weighed, not sent.");
        }
    }
}
