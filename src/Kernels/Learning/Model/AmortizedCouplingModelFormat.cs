namespace Microsoft.ML.SlicedOT;

/// <summary>The portable form of a model: a version, then plain little-endian numbers and UTF-8 text.</summary>
internal static class AmortizedCouplingModelFormat
{
    public const int Version = 3;

    /// <summary>The version that added frames' potentials; the last one added mass penalties and pooled potentials.</summary>
    private const int Frames = 2;

    public static void Write(BinaryWriter writer, AmortizedCouplingModel model)
    {
        ArgumentNullException.ThrowIfNull(writer);

        // Models that need no later version stay readable by earlier libraries.
        int version = !model.IsBalanced || model.Features.HasPooled ? Version : model.ChoosesStart || model.Features.HasFrames ? Frames : 1;
        writer.Write(version);
        writer.Write(model.Cost.Kind.ToString());
        if (model.Cost is MatrixCost matrix)
        {
            writer.Write(matrix.SourceCount);
            writer.Write(matrix.TargetCount);
            foreach (float entry in matrix.Costs)
                writer.Write(entry);
        }

        writer.Write(model.Epsilon);
        PotentialFeaturesFormat.Write(writer, model.Features);
        foreach (double coefficient in model.Coefficients)
            writer.Write(coefficient);
        writer.Write(model.Geometry is not null);
        if (model.Geometry is { } geometry)
        {
            Write(writer, geometry.Source);
            writer.Write(geometry.IsSymmetric);
            if (!geometry.IsSymmetric)
                Write(writer, geometry.Target);
        }

        FitReportFormat.Write(writer, model.Report);
        if (version == 1)
            return;
        writer.Write(model.ChoosesStart);
        writer.Write(model.AlternativeCoefficients.Length > 0);
        foreach (double coefficient in model.AlternativeCoefficients)
            writer.Write(coefficient);
        if (version < Version)
            return;
        writer.Write(model.SourcePenalty.Value);
        writer.Write(model.TargetPenalty.Value);
    }

    public static AmortizedCouplingModel Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        try
        {
            return ReadParts(reader);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or ArithmeticException)
        {
            throw new InvalidDataException("The model's numbers do not fit together; it is damaged. " + error.Message, error);
        }
    }

    private static AmortizedCouplingModel ReadParts(BinaryReader reader)
    {
        int version = reader.ReadInt32();
        if (version is < 1 or > Version)
        {
            throw new InvalidDataException(version > Version && version < 1 << 16
                ? $"The model has format version {version}, this library reads up to {Version}: use a later version of the library."
                : $"The model's format version is {version}; it is damaged.");
        }

        string name = reader.ReadString();
        GroundCost cost = name switch
        {
            nameof(GroundCostKind.SquaredEuclidean) => GroundCost.SquaredEuclidean,
            nameof(GroundCostKind.SphereArc) => GroundCost.SphereArc,
            nameof(GroundCostKind.Matrix) => ReadMatrix(reader),
            _ => throw new InvalidDataException($"The model's ground cost \"{name}\" is unknown; it was written by a later version or is damaged."),
        };
        double epsilon = reader.ReadDouble();
        PotentialFeatures features = PotentialFeaturesFormat.Read(reader);
        if (features.UnivariateExponent != cost.UnivariateExponent || features.IsSquaredEuclidean != (cost.Kind == GroundCostKind.SquaredEuclidean))
            throw new InvalidDataException($"The model's slices do not belong to its ground cost {cost.Kind}; it is damaged.");
        double[] coefficients = PotentialFeaturesFormat.ReadDoubles(reader, features.Count);
        Geometry? geometry = null;
        if (reader.ReadBoolean())
        {
            Support source = ReadSupport(reader);
            geometry = new Geometry(source, reader.ReadBoolean() ? source : ReadSupport(reader), cost);
        }

        FitReport report = FitReportFormat.Read(reader);
        bool choosesStart = version >= Frames && reader.ReadBoolean(), hasAlternative = version >= Frames && reader.ReadBoolean();
        double[] alternative = hasAlternative ? PotentialFeaturesFormat.ReadDoubles(reader, features.Count) : [];
        var model = new AmortizedCouplingModel(cost, epsilon, features, coefficients, report, geometry, choosesStart, alternative);
        return version < Version ? model : model.WithPenalties(MassPenalty.Absolute(reader.ReadDouble()), MassPenalty.Absolute(reader.ReadDouble()));
    }

    private static GroundCost ReadMatrix(BinaryReader reader)
    {
        int sourceCount = PotentialFeaturesFormat.ReadCount(reader, 1, "number of cost matrix rows");
        int targetCount = PotentialFeaturesFormat.ReadCount(reader, 1, "number of cost matrix columns");
        return GroundCost.FromMatrix(PotentialFeaturesFormat.ReadSingles(reader, (long)sourceCount * targetCount), sourceCount, targetCount);
    }

    private static void Write(BinaryWriter writer, Support support)
    {
        writer.Write(support.Count);
        writer.Write(support.Dimension);
        foreach (float coordinate in support.Coordinates)
            writer.Write(coordinate);
    }

    private static Support ReadSupport(BinaryReader reader)
    {
        int count = PotentialFeaturesFormat.ReadCount(reader, 1, "number of support points");
        int dimension = PotentialFeaturesFormat.ReadCount(reader, 1, "dimension of a support");
        return new Support(PotentialFeaturesFormat.ReadSingles(reader, (long)count * dimension), dimension);
    }
}
