namespace Microsoft.ML.SlicedOT;

/// <summary>The portable form of <see cref="PairParameters"/> and of what models add to them: plain little-endian numbers and text.</summary>
internal static class PairParametersFormat
{
    /// <summary>A payload as the text that travels through ML.NET.</summary>
    /// <exception cref="InvalidOperationException">It is too large for it.</exception>
    public static string ToText(string name, PairParameters pairs, Action<BinaryWriter> writeRest)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
        {
            Write(writer, pairs);
            writeRest(writer);
        }

        return ParametersText.Encode(stream.ToArray(), version: 1, name);
    }

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is damaged, missing, or of a later version.</exception>
    public static T FromText<T>(ReadOnlySpan<char> text, string name, IReadOnlyList<OutputColumn> columns, Func<PairParameters, BinaryReader, T> readRest) =>
        ParametersText.Decode(text, (reader, _) => readRest(Read(reader, columns), reader), name, latest: 1);

    private static void Write(BinaryWriter writer, PairParameters pairs)
    {
        ColumnLayoutFormat.Write(writer, pairs.Layout);
        writer.Write((int)pairs.Normalization);
        writer.Write((int)pairs.BadRows);
        Write(writer, pairs.Source);
        Write(writer, pairs.Target);
    }

    private static PairParameters Read(BinaryReader reader, IReadOnlyList<OutputColumn> columns)
    {
        ColumnLayout layout = ColumnLayoutFormat.Read(reader) with { Columns = columns };
        var pairs = new PairParameters(layout, (WeightNormalization)reader.ReadInt32(), (BadRowOutput)reader.ReadInt32(), ReadSupport(reader), ReadSupport(reader));
        ParametersCheck.Check(pairs);
        return pairs;
    }

    private static void Write(BinaryWriter writer, Support? support)
    {
        writer.Write(support?.Count ?? 0);
        if (support is null)
            return;
        writer.Write(support.Dimension);
        foreach (float coordinate in support.Coordinates)
            writer.Write(coordinate);
    }

    private static Support? ReadSupport(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        if (count == 0)
            return null;
        int dimension = reader.ReadInt32();
        if (count < 0 || dimension < 1 || (long)count * dimension * sizeof(float) > reader.BaseStream.Length)
            throw new InvalidDataException($"The SlicedOT model is damaged: a support has {count} points of dimension {dimension}, more than the model has room for.");
        var coordinates = new float[count * dimension];
        for (int k = 0; k < coordinates.Length; k++)
            coordinates[k] = reader.ReadSingle();
        return new Support(coordinates, dimension);
    }
}

/// <summary>A transport cost transformer's parameters as text.</summary>
internal static class CostParametersFormat
{
    private const string Name = "SlicedOT.TransportCost";

    /// <exception cref="InvalidOperationException">They are too large for it.</exception>
    public static string ToText(CostParameters parameters) => PairParametersFormat.ToText(Name, parameters.Pairs, writer =>
    {
        parameters.Model.WriteTo(writer);
        writer.Write(parameters.SolveWhenWider ?? -1);
    });

    /// <exception cref="InvalidDataException">The text is damaged, missing, or of a later version.</exception>
    public static CostParameters FromText(ReadOnlySpan<char> text) => PairParametersFormat.FromText(text, Name, OutputColumn.Costs, static (pairs, reader) =>
    {
        var model = TransportCostModel.ReadFrom(reader);
        double wider = reader.ReadDouble();
        return wider is -1 or (>= 0 and <= 1)
            ? new CostParameters(pairs, model, wider < 0 ? null : wider)
            : throw new InvalidDataException(FormattableString.Invariant($"The SlicedOT model is damaged: its tolerance is {wider}, which is not between 0 and 1."));
    });
}

/// <summary>A plan transformer's parameters as text.</summary>
internal static class PlanParametersFormat
{
    private const string Name = "SlicedOT.Plan";

    /// <exception cref="InvalidOperationException">They are too large for it.</exception>
    public static string ToText(PlanParameters parameters) => PairParametersFormat.ToText(Name, parameters.Pairs, writer =>
    {
        writer.Write(parameters.Bounds.AdditionalFrames ?? -1);
        writer.Write(parameters.Bounds.Seed);
    });

    /// <exception cref="InvalidDataException">The text is damaged, missing, or of a later version.</exception>
    public static PlanParameters FromText(ReadOnlySpan<char> text) => PairParametersFormat.FromText(text, Name, OutputColumn.Plans, static (pairs, reader) =>
    {
        int frames = reader.ReadInt32();
        return new PlanParameters(pairs, new TransportCostBoundsOptions { AdditionalFrames = frames < 0 ? null : frames, Seed = reader.ReadInt32() });
    });
}

/// <summary>An embedding transformer's parameters as text.</summary>
internal static class EmbeddingParametersFormat
{
    private const string Name = "SlicedOT.Embedding";

    /// <exception cref="InvalidOperationException">They are too large for it.</exception>
    public static string ToText(EmbeddingParameters parameters) => PairParametersFormat.ToText(Name, parameters.Rows, parameters.Embedding.WriteTo);

    /// <exception cref="InvalidDataException">The text is damaged, missing, or of a later version.</exception>
    public static EmbeddingParameters FromText(ReadOnlySpan<char> text) => PairParametersFormat.FromText(text, Name, OutputColumn.Embeddings, static (rows, reader) =>
        new EmbeddingParameters(rows, MeasureEmbedding.ReadFrom(reader)));
}

/// <summary>The part of a layout that every model writes alike.</summary>
internal static class ColumnLayoutFormat
{
    public static void Write(BinaryWriter writer, ColumnLayout layout)
    {
        WriteName(writer, layout.SourcePoints);
        WriteName(writer, layout.TargetPoints);
        WriteName(writer, layout.SourceWeights, layout.UnreadSourceWeights);
        WriteName(writer, layout.TargetWeights, layout.UnreadTargetWeights);
        writer.Write(layout.OutputPrefix);
        writer.Write(layout.SourceCount);
        writer.Write(layout.TargetCount);
        writer.Write(layout.Dimension);
    }

    public static ColumnLayout Read(BinaryReader reader)
    {
        string? sourcePoints = ReadName(reader, out _), targetPoints = ReadName(reader, out _);
        string? sourceWeights = ReadName(reader, out string? unreadSource), targetWeights = ReadName(reader, out string? unreadTarget);
        return new ColumnLayout(
            sourcePoints, targetPoints, sourceWeights, targetWeights, reader.ReadString(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32())
        {
            UnreadSourceWeights = unreadSource,
            UnreadTargetWeights = unreadTarget,
        };
    }

    /// <summary>A name that is not read is written where earlier libraries wrote, and skipped, an empty one.</summary>
    public static void WriteName(BinaryWriter writer, string? name, string? unread = null)
    {
        writer.Write(name is not null);
        writer.Write(name ?? unread ?? "");
    }

    public static string? ReadName(BinaryReader reader) => ReadName(reader, out _);

    private static string? ReadName(BinaryReader reader, out string? unread)
    {
        bool present = reader.ReadBoolean();
        string name = reader.ReadString();
        unread = present || name.Length == 0 ? null : name;
        return present ? name : null;
    }
}
