using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML;
using Microsoft.ML.Data;
using Samples.Shared;

namespace DigitTransport;

/// <summary>Are predictions the same, bit for bit, after saving and loading, here and in a process of its own?</summary>
internal static class RoundTrip
{
    private static readonly string[] Vectors = ["Coupling", "SourcePotential", "TargetPotential"];
    private static readonly string[] Numbers = ["TransportCost", "DualValue", "MarginalViolation", "RelativeDualityGap"];

    /// <summary>A digest of everything that a model predicts for the rows of a view.</summary>
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

    /// <summary>Starts this program once more, to load the model and predict the same pairs.</summary>
    public static string DigestInChildProcess(string model, DemoOptions options, int firstTest)
    {
        string[] arguments =
        [
            "--predict-with", model, "--images", options.Images, "--pairs", options.Pairs,
            "--train", $"{options.Train}", "--test", $"{options.Test}", "--first-test", $"{firstTest + 1}",
        ];
        ChildResult child = ChildProcess.RunSelf(arguments);
        return child.ExitCode == 0
            ? child.Output.Trim()
            : throw new InputException($"The process that was to load '{model}' ended with exit code {child.ExitCode}; its messages are above.");
    }
}
