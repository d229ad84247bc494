using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Samples.Shared;

/// <summary>Models between learning and use: saved, and loaded as another program would load them.</summary>
public static class SavedModel
{
    private static readonly string[] Vectors = ["Coupling", "SourcePotential", "TargetPotential"];
    private static readonly string[] Numbers = ["TransportCost", "DualValue", "MarginalViolation", "RelativeDualityGap"];

    /// <summary>Saves a model and loads it into a context that knows nothing of it.</summary>
    /// <param name="context">Where it was fitted.</param>
    /// <param name="model">The model.</param>
    /// <param name="schema">That of the rows it was fitted on.</param>
    /// <param name="file">Where it is kept; null: in a temporary file.</param>
    public static ITransformer SaveAndLoad(MLContext context, ITransformer model, DataViewSchema schema, string? file)
    {
        string path = file ?? Path.GetTempFileName();
        try
        {
            context.Model.Save(model, schema, path);
            return Load(path);
        }
        finally
        {
            if (file is null)
                File.Delete(path);
        }
    }

    /// <exception cref="InputException">The file cannot be read, or holds no model.</exception>
    public static ITransformer Load(string file)
    {
        try
        {
            return new MLContext().Model.Load(file, out _);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or InvalidOperationException)
        {
            throw new InputException($"Cannot read the model '{file}': {e.Message}");
        }
    }

    /// <summary>A digest of everything that a model of couplings predicts for the rows of a view.</summary>
    public static string Digest(ITransformer model, IDataView rows)
    {
        IDataView predictions = model.Transform(rows);
        DataViewSchema schema = predictions.Schema;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using DataViewRowCursor cursor = predictions.GetRowCursor([.. Vectors.Concat(Numbers).Select(name => schema[name])]);
        ValueGetter<VBuffer<float>>[] vectors = [.. Vectors.Select(name => cursor.GetGetter<VBuffer<float>>(schema[name]))];
        ValueGetter<float>[] numbers = [.. Numbers.Select(name => cursor.GetGetter<float>(schema[name]))];

        VBuffer<float> vector = default;
        float number = 0;
        while (cursor.MoveNext())
        {
            foreach (ValueGetter<VBuffer<float>> getter in vectors)
            {
                getter(ref vector);
                hash.AppendData(BitConverter.GetBytes(vector.Length));
                hash.AppendData(MemoryMarshal.AsBytes(vector.GetValues()));
                if (!vector.IsDense)
                    hash.AppendData(MemoryMarshal.AsBytes(vector.GetIndices()));
            }

            foreach (ValueGetter<float> getter in numbers)
            {
                getter(ref number);
                hash.AppendData(BitConverter.GetBytes(number));
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
