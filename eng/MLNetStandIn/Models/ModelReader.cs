using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Reads what <see cref="ModelSaveContext"/> wrote.</summary>
internal sealed class ModelReader(BinaryReader reader, ComponentCatalog catalog)
{
    public BinaryReader Reader => reader;

    public ITransformer ReadModel()
    {
        var kind = (ModelKind)reader.ReadByte();
        return kind switch
        {
            ModelKind.Chain => ReadChain(),
            ModelKind.CustomMapping => ReadCustomMapping(),
            ModelKind.CopyColumns => ColumnCopyingTransformer.Load(this),
            ModelKind.SelectColumns => ColumnSelectingTransformer.Load(this),
            ModelKind.Concatenate => ColumnConcatenatingTransformer.Load(this),
            ModelKind.MapValue => ValueMappingTransformer.Load(this),
            ModelKind.Normalize => NormalizingTransformer.Load(this),
            _ => throw new FormatException($"The model file holds a part of unknown kind {(byte)kind}.")
        };
    }

    public DataViewSchema ReadSchema()
    {
        int count = reader.ReadInt32();
        var builder = new DataViewSchema.Builder();
        for (int i = 0; i < count; i++)
            builder.AddColumn(reader.ReadString(), ReadType());
        return builder.ToSchema();
    }

    public string[] ReadStrings() => [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => reader.ReadString())];

    public DataViewType ReadType()
    {
        int code = reader.ReadByte();
        if (code >= ModelFormat.Primitives.Length)
            throw new FormatException($"The model file holds a column type of unknown kind {code}.");
        PrimitiveDataViewType itemType = ModelFormat.Primitives[code];
        int[] dimensions = [.. Enumerable.Range(0, reader.ReadByte()).Select(_ => reader.ReadInt32())];
        return dimensions.Length == 0 ? itemType : new VectorDataViewType(itemType, dimensions);
    }

    public object ReadValue(DataViewType type)
        => type.RawType == typeof(ReadOnlyMemory<char>) ? reader.ReadString().AsMemory()
            : type.RawType == typeof(bool) ? reader.ReadBoolean()
            : type.RawType == typeof(float) ? reader.ReadSingle()
            : type.RawType == typeof(double) ? reader.ReadDouble()
            : type.RawType == typeof(ulong) ? reader.ReadUInt64()
            : Convert.ChangeType(reader.ReadInt64(), type.RawType);

    private TransformerChain<ITransformer> ReadChain()
    {
        int count = reader.ReadInt32();
        var transformers = new List<ITransformer>();
        var scopes = new List<TransformerScope>();
        for (int i = 0; i < count; i++)
        {
            scopes.Add((TransformerScope)reader.ReadInt32());
            transformers.Add(ReadModel());
        }

        return new TransformerChain<ITransformer>(transformers, scopes);
    }

    // The stored name of the assembly is enough to find the factory in a process that has never seen it.
    private ITransformer ReadCustomMapping()
    {
        string contractName = reader.ReadString();
        string assemblyName = reader.ReadString();
        try
        {
            catalog.RegisterAssembly(Assembly.Load(assemblyName));
            return catalog.CreateMappingFactory(contractName).CreateTransformer(contractName);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException("Error during class instantiation", exception);
        }
    }
}
