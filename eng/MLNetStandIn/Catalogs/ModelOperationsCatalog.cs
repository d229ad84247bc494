using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class ModelOperationsCatalog
{
    private readonly ComponentCatalog _components;

    internal ModelOperationsCatalog(ComponentCatalog components) => _components = components;

    public void Save(ITransformer model, DataViewSchema? inputSchema, Stream stream)
    {
        Check.Value(model, nameof(model));
        Check.Value(stream, nameof(stream));
        using var context = new ModelSaveContext(stream);
        context.Writer.Write(inputSchema is not null);
        if (inputSchema is not null)
            context.WriteSchema(inputSchema);
        context.SaveModel(model);
    }

    public void Save(ITransformer model, DataViewSchema? inputSchema, string filePath)
    {
        Check.NonEmpty(filePath, nameof(filePath));
        using FileStream stream = File.Create(filePath);
        Save(model, inputSchema, stream);
    }

    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        Check.Value(stream, nameof(stream));
        using var binary = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            ModelFormat.CheckHeader(binary);
            var reader = new ModelReader(binary, _components);
            inputSchema = binary.ReadBoolean() ? reader.ReadSchema() : null!;
            return reader.ReadModel();
        }
        catch (EndOfStreamException exception)
        {
            throw new FormatException("The model file ends too early.", exception);
        }
    }

    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        Check.NonEmpty(filePath, nameof(filePath));
        using FileStream stream = File.OpenRead(filePath);
        return Load(stream, out inputSchema);
    }

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(
        ITransformer transformer,
        bool ignoreMissingColumns = true,
        SchemaDefinition? inputSchemaDefinition = null,
        SchemaDefinition? outputSchemaDefinition = null)
        where TSrc : class
        where TDst : class, new()
        => CreatePredictionEngine<TSrc, TDst>(transformer, new PredictionEngineOptions
        {
            IgnoreMissingColumns = ignoreMissingColumns,
            InputSchemaDefinition = inputSchemaDefinition,
            OutputSchemaDefinition = outputSchemaDefinition
        });

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, DataViewSchema inputSchema)
        where TSrc : class
        where TDst : class, new()
    {
        Check.Value(inputSchema, nameof(inputSchema));
        return CreatePredictionEngine<TSrc, TDst>(transformer, new PredictionEngineOptions
        {
            IgnoreMissingColumns = false,
            InputSchemaDefinition = SchemaDefinition.Create(typeof(TSrc), inputSchema)
        });
    }

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, PredictionEngineOptions options)
        where TSrc : class
        where TDst : class, new()
        => new(transformer, options);
}
