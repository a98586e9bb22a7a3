using System.Collections;
using System.Globalization;
using System.Text;

namespace Sdtp.Protocol.Tests.Codec;

/// <summary>
/// A message as text, property by property with bytes in hex: records that hold memory do not compare by content themselves.
/// </summary>
internal static class MessageText
{
    internal static string Of(object? value) => value switch
    {
        null => "null",
        ReadOnlyMemory<byte> bytes => Convert.ToHexStringLower(bytes.Span),
        string text => $"\"{text}\"",
        IFormattable number when value.GetType().IsPrimitive || value is Enum => number.ToString(null, CultureInfo.InvariantCulture),
        IDictionary map => string.Join(", ", map.Keys.Cast<object>().Order().Select(key => $"{key}={Of(map[key])}")),
        IEnumerable list => "[" + string.Join(", ", list.Cast<object>().Select(Of)) + "]",
        _ when value.GetType().Namespace is "Sdtp.Protocol.Messages" => OfProperties(value),
        _ => value.ToString() ?? "",
    };

    private static string OfProperties(object message)
    {
        var text = new StringBuilder(message.GetType().Name).Append(" {");
        foreach (var property in message.GetType().GetProperties())
        {
            if (property.GetMethod is { IsStatic: false } && property.Name is not "BodyLength")
            {
                text.Append(CultureInfo.InvariantCulture, $" {property.Name}={Of(property.GetValue(message))};");
            }
        }

        return text.Append(" }").ToString();
    }
}
