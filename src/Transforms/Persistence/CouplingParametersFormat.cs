namespace Microsoft.ML.SlicedOT;

/// <summary>A transformer's parameters as plain little-endian numbers and text: the payload of <see cref="ParametersText"/>.</summary>
internal static class CouplingParametersFormat
{
    /// <summary>The parameters as the text that travels through ML.NET.</summary>
    /// <exception cref="InvalidOperationException">They are too large for it.</exception>
    public static string ToText(CouplingParameters parameters)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
            Write(writer, parameters);
        return ParametersText.Encode(stream.ToArray(), VersionOf(parameters));
    }

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is damaged, missing, or of a later version.</exception>
    public static CouplingParameters FromText(ReadOnlySpan<char> text) => ParametersText.Decode(text, static (reader, version) =>
    {
        CouplingParameters parameters = Read(reader);
        if (version >= 2)
        {
            parameters = parameters with
            {
                BadRows = (BadRowOutput)reader.ReadInt32(),
                Layout = parameters.Layout with { SourceSize = reader.ReadInt32(), TargetSize = reader.ReadInt32(), HasSizedCoupling = reader.ReadBoolean() },
            };
        }

        if (version >= 3)
        {
            var sampling = (MatchSampling)reader.ReadInt32();
            int count = reader.ReadInt32();
            parameters = parameters with
            {
                Matches = new MatchOptions { Sampling = sampling, Count = count == 0 ? null : count, Seed = reader.ReadInt32() },
                Layout = parameters.Layout with { SourceClasses = ColumnLayoutFormat.ReadName(reader), TargetClasses = ColumnLayoutFormat.ReadName(reader) },
            };
        }

        ParametersCheck.Check(parameters);
        return parameters;
    });

    private static void Write(BinaryWriter writer, CouplingParameters parameters)
    {
        ColumnLayout layout = parameters.Layout;
        ColumnLayoutFormat.Write(writer, layout);
        writer.Write((int)parameters.Normalization);
        writer.Write((int)parameters.Start);
        writer.Write(parameters.HalfSteps);
        writer.Write(parameters.Tolerance ?? 0);
        writer.Write(parameters.MaximumSweeps);
        writer.Write(parameters.MaximumDroppedMass);
        writer.Write(parameters.ExactFeasibility);
        WithoutTimings(parameters.Model).WriteTo(writer);
        int version = VersionOf(parameters);
        if (version >= 2)
        {
            writer.Write((int)parameters.BadRows);
            writer.Write(layout.SourceSize);
            writer.Write(layout.TargetSize);
            writer.Write(layout.HasSizedCoupling);
        }

        if (version >= 3)
        {
            writer.Write((int)parameters.Matches.Sampling);
            writer.Write(parameters.Matches.Count ?? 0);
            writer.Write(parameters.Matches.Seed);
            ColumnLayoutFormat.WriteName(writer, layout.SourceClasses);
            ColumnLayoutFormat.WriteName(writer, layout.TargetClasses);
        }
    }

    /// <summary>Models that need no later version stay readable by earlier libraries.</summary>
    private static int VersionOf(CouplingParameters parameters)
    {
        if (parameters.Start == StartingPotential.Chosen)
            return 4;
        ColumnLayout layout = parameters.Layout;
        if (parameters.Matches != new MatchOptions() || layout.SourceClasses is not null)
            return 3;
        return parameters.BadRows != BadRowOutput.Throw || layout.SourceSize > 0 || layout.TargetSize > 0 ? 2 : 1;
    }

    /// <summary>Seconds describe a machine's moment and not the model: without them equal fits give equal bytes.</summary>
    private static AmortizedCouplingModel WithoutTimings(AmortizedCouplingModel model) =>
        model.WithReport(model.Report with { FeatureSeconds = 0, TeacherSeconds = 0, GramSeconds = 0, SolveSeconds = 0 });

    private static CouplingParameters Read(BinaryReader reader)
    {
        ColumnLayout layout = ColumnLayoutFormat.Read(reader);
        var normalization = (WeightNormalization)reader.ReadInt32();
        var start = (StartingPotential)reader.ReadInt32();
        int halfSteps = reader.ReadInt32();
        double tolerance = reader.ReadDouble();
        return new CouplingParameters
        {
            Layout = layout,
            Normalization = normalization,
            Start = start,
            HalfSteps = halfSteps,
            Tolerance = tolerance == 0 ? null : tolerance,
            MaximumSweeps = reader.ReadInt32(),
            MaximumDroppedMass = reader.ReadDouble(),
            ExactFeasibility = reader.ReadBoolean(),
            Model = AmortizedCouplingModel.ReadFrom(reader),
        };
    }
}
