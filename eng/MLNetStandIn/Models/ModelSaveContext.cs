using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed class ModelSaveContext : IDisposable
{
    private int _begun;

    internal ModelSaveContext(Stream stream)
    {
        // The stream is the caller's and stays open.
        Writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        Writer.Write(ModelFormat.Magic);
        Writer.Write(ModelFormat.Version);
    }

    internal BinaryWriter Writer { get; }

    public void Dispose() => Writer.Dispose();

    internal void Begin(ModelKind kind)
    {
        _begun++;
        Writer.Write((byte)kind);
    }

    internal void SaveModel(ICanSaveModel model)
    {
        int begun = _begun;
        model.Save(this);
        Runtime.Check.State(_begun > begun, $"'{model.GetType().FullName}' saved nothing, so the model could not be loaded again.");
    }

    internal void WriteStrings(string[] strings)
    {
        Writer.Write(strings.Length);
        foreach (string text in strings)
            Writer.Write(text);
    }

    internal void WriteSchema(DataViewSchema schema)
    {
        Writer.Write(schema.Count);
        foreach (DataViewSchema.Column column in schema)
        {
            Writer.Write(column.Name);
            WriteType(column.Type);
        }
    }

    internal void WriteType(DataViewType type)
    {
        var vector = type as VectorDataViewType;
        int code = Array.IndexOf(ModelFormat.Primitives, vector?.ItemType ?? type);
        Runtime.Check.State(code >= 0, $"The ML.NET stand-in cannot save the type '{type}'.");
        Writer.Write((byte)code);
        Writer.Write((byte)(vector?.Dimensions.Length ?? 0));
        foreach (int dimension in vector?.Dimensions ?? [])
            Writer.Write(dimension);
    }

    internal void WriteValue(DataViewType type, object value)
    {
        switch (value)
        {
            case ReadOnlyMemory<char> text:
                Writer.Write(text.ToString());
                break;
            case bool flag:
                Writer.Write(flag);
                break;
            case float number:
                Writer.Write(number);
                break;
            case double number:
                Writer.Write(number);
                break;
            case ulong number:
                Writer.Write(number);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                Writer.Write(Convert.ToInt64(value));
                break;
            default:
                throw new NotSupportedException($"The ML.NET stand-in cannot save a value of type '{type}'.");
        }
    }
}
