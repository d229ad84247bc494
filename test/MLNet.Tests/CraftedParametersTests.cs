namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>Parameters whose checksum is right and whose numbers are not: a checksum is no proof of who wrote a file.</summary>
public class CraftedParametersTests
{
    private static readonly MLContext Context = new(1);
    private static readonly IDataView View = TestPairs.View(Context, "points/regression");
    private static readonly CouplingParameters Good = SmallModels.Estimator(Context, "points/regression").Fit(View).Parameters;

    private static readonly Dictionary<string, Func<CouplingParameters, CouplingParameters>> Crafted = new()
    {
        ["half-steps 2147483647"] = p => p with { HalfSteps = int.MaxValue },
        ["half-steps 0"] = p => p with { HalfSteps = 0 },
        ["dimension 0"] = p => p with { Layout = p.Layout with { Dimension = 0 } },
        ["dimension -5"] = p => p with { Layout = p.Layout with { Dimension = -5 } },
        ["dimension 3"] = p => p with { Layout = p.Layout with { Dimension = 3 } },
        ["dropped mass 1e300"] = p => p with { MaximumDroppedMass = 1e300 },
        ["dropped mass NaN"] = p => p with { MaximumDroppedMass = double.NaN },
        ["dropped mass -1"] = p => p with { MaximumDroppedMass = -1 },
        ["tolerance NaN"] = p => p with { Tolerance = double.NaN },
        ["tolerance -1"] = p => p with { Tolerance = -1 },
        ["tolerance infinite"] = p => p with { Tolerance = double.PositiveInfinity },
        ["sweeps -1"] = p => p with { MaximumSweeps = -1 },
        ["start 7"] = p => p with { Start = (StartingPotential)7 },
        ["normalisation 99"] = p => p with { Normalization = (WeightNormalization)99 },
        ["source count -1"] = p => p with { Layout = p.Layout with { SourceCount = -1 } },
        ["source count 4"] = p => p with { Layout = p.Layout with { SourceCount = 4 } },
        ["target count 4"] = p => p with { Layout = p.Layout with { TargetCount = 4 } },
        ["no point column"] = p => p with { Layout = p.Layout with { TargetPoints = null } },
        ["empty column name"] = p => p with { Layout = p.Layout with { SourceWeights = "" } },
        ["reserved prefix"] = p => p with { Layout = p.Layout with { OutputPrefix = "SlicedOT.X" } },
    };

    public static TheoryData<string> Cases => [.. Crafted.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ParametersThatOptionsWouldRefuseAreRefused(string name)
    {
        string text = CouplingParametersFormat.ToText(Crafted[name](Good));
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => CouplingParametersFormat.FromText(text));
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RestoreAndTheFirstRowRefuseThem()
    {
        string text = CouplingParametersFormat.ToText(Good with { HalfSteps = int.MaxValue });
        ITransformer loaded = SmallModels.Reload(Context, CouplingChain.Create(Context, Good.Layout, text).Fit(View), View.Schema);
        Thrown.Says(() => Context.SlicedOT().Restore(loaded), "damaged", "half-steps", "2147483647");
        Thrown.Says(() => ViewSnapshot.Of(loaded.Transform(View)), "damaged", "half-steps", "2147483647");
    }

    [Theory]
    [InlineData("directions of another length")]
    [InlineData("matrix with NaN")]
    [InlineData("string of negative length")]
    [InlineData("string that never ends its length")]
    [InlineData("features of no number")]
    public void NumbersThatDoNotFitTogetherAreSaidToBeDamaged(string what)
    {
        string text = ParametersText.Encode(Payload(what));
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => CouplingParametersFormat.FromText(text));
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FeaturesThatAFileOnlyDeclaresTakeNoMemory()
    {
        string text = ParametersText.Encode(Payload("intercepts without data"));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => CouplingParametersFormat.FromText(text));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    /// <summary>A payload written by hand, right up to the fault.</summary>
    private static byte[] Payload(string what)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        if (what.StartsWith("string", StringComparison.Ordinal))
        {
            writer.Write(true);
            writer.Write(what == "string of negative length"
                ? [0xFF, 0xFF, 0xFF, 0xFF, 0x0F]
                : (ReadOnlySpan<byte>)[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
            return stream.ToArray();
        }

        foreach (string name in (string[])["SourcePoints", "TargetPoints", "", ""])
        {
            writer.Write(name.Length > 0);
            writer.Write(name);
        }

        writer.Write("");
        foreach (int number in (int[])[0, 0, 1, 0, 0, 2])
            writer.Write(number);
        writer.Write(0.0);
        writer.Write(0);
        writer.Write(1e-6);
        writer.Write(false);
        writer.Write(1);
        if (what == "matrix with NaN")
        {
            writer.Write("Matrix");
            writer.Write(1);
            writer.Write(1);
            writer.Write(float.NaN);
            return stream.ToArray();
        }

        writer.Write(GroundCost.SquaredEuclidean.Kind.ToString());
        writer.Write(0.1);
        writer.Write(1);
        writer.Write(what == "features of no number" ? double.NaN : 2.0);
        writer.Write(true);
        writer.Write(2);
        writer.Write(0); // slices
        writer.Write(1);
        writer.Write(what == "directions of another length" ? 2f : 1f);
        writer.Write(5); // an intercept an atom
        writer.Write(what == "features of no number" ? 1 : 1 << 23);
        if (what == "features of no number")
        {
            writer.Write(0.0);
            writer.Write(0.0);
            writer.Write(false);
        }

        return stream.ToArray();
    }
}
