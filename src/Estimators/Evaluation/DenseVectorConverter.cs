using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>A vector column as a JSON array of all its entries, zeros included: ML.NET's buffers have no properties to serialise.</summary>
internal sealed class DenseVectorConverter : JsonConverter<VBuffer<float>>
{
    public override VBuffer<float> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        float[] values = JsonSerializer.Deserialize<float[]>(ref reader, options) ?? [];
        return new VBuffer<float>(values.Length, values);
    }

    public override void Write(Utf8JsonWriter writer, VBuffer<float> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (float entry in value.DenseValues())
            writer.WriteNumberValue(entry);
        writer.WriteEndArray();
    }
}
