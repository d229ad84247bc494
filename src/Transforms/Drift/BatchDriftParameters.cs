using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.SlicedOT;

/// <summary>Everything a drift transformer consists of: the reference and the settings.</summary>
internal sealed class BatchDriftParameters
{
    private const int Tag = 0x31545244;
    private const int FirstVersion = 1;

    /// <summary>Decoded transformers.</summary>
    public static TextCache<BatchDriftParameters> Cache { get; } = new(FromText);

    /// <summary>The column of batches.</summary>
    public required string BatchColumn { get; init; }

    /// <summary>What output columns begin with.</summary>
    public required string OutputPrefix { get; init; }

    /// <summary>The rows compared with.</summary>
    public required DiscreteMeasure Reference { get; init; }

    /// <summary>The settings.</summary>
    public required DriftOptions Options { get; init; }

    /// <summary>Compares a batch.</summary>
    /// <exception cref="InvalidDataException">The batch is too small, not a whole number of rows, or has a value that is not finite.</exception>
    public void Write(BatchRow row, BatchDriftColumns output)
    {
        int d = Reference.Dimension;
        float[] values = [.. row.Batch.DenseValues()];
        if (values.Length == 0 || values.Length % d != 0)
            throw new InvalidDataException($"Column '{BatchColumn}' has {values.Length} slots, which is not a positive whole number of rows of {d} features; give {d} numbers a row.");
        int slot = Array.FindIndex(values, x => !float.IsFinite(x));
        if (slot >= 0)
            throw new InvalidDataException(FormattableString.Invariant($"Column '{BatchColumn}', slot {slot}: feature {slot % d} of row {slot / d} is {values[slot]}; fill in missing values or leave the row out."));
        DriftResult result;
        try
        {
            result = DriftTest.Compute(Reference, new DiscreteMeasure(new Support(values, d)), Options);
        }
        catch (PairException error)
        {
            throw new InvalidDataException($"Column '{BatchColumn}': {error.Message}", error);
        }

        output.PValue = (float)result.PValue;
        output.Divergence = (float)result.Divergence;
        output.DriftedFeature = result.Features[0].Feature;
        output.FeatureShift = (float)result.Features[0].StandardizedWasserstein;
    }

    /// <exception cref="InvalidOperationException">The reference is too large to travel through ML.NET as text.</exception>
    public string ToText()
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8))
        {
            writer.Write(Tag);
            writer.Write(Options.Version);
            writer.Write(BatchColumn);
            writer.Write(OutputPrefix);
            writer.Write(Options.Permutations);
            writer.Write(Options.EpsilonScale);
            writer.Write(Options.MaximumRows);
            writer.Write(Options.MaximumFeaturePairs);
            writer.Write(Options.Seed);
            writer.Write(Reference.Dimension);
            writer.Write(Reference.Count);
            writer.Write(MemoryMarshal.AsBytes(Reference.Support.Coordinates));
        }

        byte[] payload = stream.ToArray();
        return payload.Length <= ParametersText.MaximumBytes
            ? ParametersText.Encode(payload)
            : throw new InvalidOperationException($"The reference holds {Reference.Count} rows of {Reference.Dimension} features, too many for an ML.NET model. Give a smaller MaximumRows or fewer features.");
    }

    private static BatchDriftParameters FromText(ReadOnlySpan<char> text) => ParametersText.Decode(text, static (reader, _) =>
    {
        if (reader.ReadInt32() != Tag)
            throw new InvalidDataException("The model's text is no drift reference; it was written by something else.");
        int version = reader.ReadInt32();
        if (version is < FirstVersion or > DriftOptions.LatestVersion)
            throw new InvalidDataException($"The drift reference was written in format version {version}; this library reads versions {FirstVersion} to {DriftOptions.LatestVersion}. Update the package.");
        string batch = reader.ReadString(), prefix = reader.ReadString();
        var options = new DriftOptions
        {
            Permutations = reader.ReadInt32(),
            EpsilonScale = reader.ReadDouble(),
            MaximumRows = reader.ReadInt32(),
            MaximumFeaturePairs = reader.ReadInt32(),
            Seed = reader.ReadInt32(),
            Version = version,
        };
        options.Validate();
        int dimension = reader.ReadInt32(), count = reader.ReadInt32();
        long length = reader.BaseStream.Length - reader.BaseStream.Position;
        if (dimension < 1 || count < 1 || (long)dimension * count * sizeof(float) != length)
            throw new InvalidDataException("The drift reference is damaged: its size is not what it says. Load an intact file or fit again.");
        return new BatchDriftParameters
        {
            BatchColumn = batch,
            OutputPrefix = prefix,
            Options = options,
            Reference = new DiscreteMeasure(new Support(MemoryMarshal.Cast<byte, float>(reader.ReadBytes((int)length)), dimension)),
        };
    });
}
