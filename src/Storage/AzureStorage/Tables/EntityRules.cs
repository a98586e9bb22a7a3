using Azure.Data.Tables;

namespace Sdtp.Storage.AzureStorage.Tables;

/// <summary>Refuses an entity that Azure would refuse, before it is sent. A refusal is a bug, or data larger than any row.</summary>
internal static class EntityRules
{
    internal static void Check(TableEntity entity)
    {
        CheckKey(entity.PartitionKey);
        CheckKey(entity.RowKey);
        var properties = 0;
        foreach (var (name, value) in EntitySize.Properties(entity))
        {
            properties++;
            Refuse(
                name.Length > TableLimits.PropertyNameCharsMax,
                $"a property name of {name.Length} characters, at most {TableLimits.PropertyNameCharsMax} allowed");
            var bytes = value switch { byte[] binary => binary.Length, string text => 2 * text.Length, _ => 0 };
            Refuse(
                bytes > TableLimits.PropertyBytesMax,
                $"{bytes} bytes in property {name}, at most {TableLimits.PropertyBytesMax} allowed");
        }

        Refuse(properties > TableLimits.PropertiesMax, $"{properties} properties, at most {TableLimits.PropertiesMax} allowed");
        var size = EntitySize.InTable(entity);
        Refuse(size > TableLimits.EntityBytesMax, $"{size} bytes, at most {TableLimits.EntityBytesMax} allowed");
    }

    private static void CheckKey(string key)
    {
        Refuse(2 * key.Length > TableLimits.KeyBytesMax, $"a key of {2 * key.Length} bytes, at most {TableLimits.KeyBytesMax} allowed");
        Refuse(key.AsSpan().IndexOfAny("/\\#?") >= 0 || key.Any(char.IsControl), "a key with a character that keys cannot have");
    }

    private static void Refuse(bool broken, string what)
    {
        if (broken)
        {
            throw new InvalidOperationException($"Azure Tables takes no entity with {what}.");
        }
    }
}
