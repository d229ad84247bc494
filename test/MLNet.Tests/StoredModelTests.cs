using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>Files written by every version of the format stay loadable, and give the outputs they gave when they were written.</summary>
public class StoredModelTests
{
    private static readonly string[] FirstColumns = ["SourcePotential", "TargetPotential", "TransportCost", "Coupling"];
    private static readonly string[] Columns = [.. FirstColumns, "PrimalValue"];

    private static readonly string[] MassColumns = [.. Columns, "SourceMass", "TargetMass", "TotalMass"];
    private static readonly string[] MatchColumns = ["MatchedSource", "MatchedTarget"];

    private static readonly MLContext Context = new(1);

    public static TheoryData<string> Models => ["points/regression", "images/objective", "points/solve"];

    [Theory]
    [MemberData(nameof(Models))]
    public void AModelOfVersion1StillGivesItsOutputs(string name) =>
        StoredModel.StillGives(Context, FileName(name, 1), TestPairs.View(Context, name), 2e-5f, FirstColumns);

    /// <summary>Potentials of the pair's own frame among the features, bad rows and sizes of rows: both the model's format and that of the transformer are version 2.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void AModelOfVersion2StillGivesItsOutputs(string name)
    {
        IDataView view = TestPairs.View(Context, name);

        // These models choose by rounded numbers (where a bisection cuts, which start is best): other hardware may choose otherwise.
        ITransformer loaded = StoredModel.StillGives(Context, FileName(name, 2), view, Avx2.IsSupported ? 2e-5f : 1e-3f, Columns);
        CouplingTransformer restored = Context.SlicedOT().Restore(loaded).Single();
        Assert.Equal(BadRowOutput.Empty, restored.Parameters.BadRows);
        CouplingTransformer anew = Version2(name).Fit(view);
        Assert.Equal(anew.Model?.Features.Names, restored.Model?.Features.Names);
        Assert.Equal(anew.FitReport.PairsUsed, restored.FitReport.PairsUsed);
    }

    /// <summary>Pooled potentials, and mass penalties, one of them relative: the model's format is version 3.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void AModelOfVersion3StillGivesItsOutputs(string name)
    {
        ITransformer loaded = StoredModel.StillGives(Context, FileName(name, 3), TestPairs.View(Context, name), Avx2.IsSupported ? 2e-5f : 1e-3f, MassColumns);
        CouplingTransformer restored = Context.SlicedOT().Restore(loaded).Single();
        Assert.Equal(MassPenalty.Absolute(0.5), restored.SourceMassPenalty);
        Assert.InRange(restored.TargetMassPenalty.Value, 0.1, 10);
    }

    /// <summary>A solver that starts where that is best for a row.</summary>
    [Fact]
    public void AModelOfVersion4StillGivesItsOutputs()
    {
        ITransformer loaded = StoredModel.StillGives(Context, FileName("points/solve", 4), TestPairs.View(Context, "points/solve"), 2e-5f, Columns);
        Assert.Equal(StartingPotential.Chosen, Context.SlicedOT().Restore(loaded).Single().Parameters.Start);
    }

    /// <summary>Matches without replacement, within classes.</summary>
    [Fact]
    public void AModelOfVersion3StillGivesItsMatches()
    {
        ITransformer loaded = StoredModel.StillGives(Context, "points-matches.v3", ClassifiedRow.View(Context), 0, MatchColumns);
        MatchOptions matches = Context.SlicedOT().Restore(loaded).Single().Parameters.Matches;
        Assert.Equal(new MatchOptions { Sampling = MatchSampling.WithoutReplacement, Seed = 5 }, matches);
    }

    /// <summary>Writes the files of the current format into a temporary directory; run by name, when the format moves on.</summary>
    [Fact(Explicit = true)]
    public void WriteTheStoredModelsAnew()
    {
        string directory = StoredModel.NewDirectory();
        foreach (string name in (string[])["points/regression", "images/objective", "points/solve"])
        {
            IDataView view = TestPairs.View(Context, name);
            StoredModel.Write(Context, directory, FileName(name, 2), Version2(name).Fit(view), view, Columns);
            StoredModel.Write(Context, directory, FileName(name, 3), Version3(name).Fit(view), view, MassColumns);
        }

        IDataView pairs = TestPairs.View(Context, "points/solve");
        StoredModel.Write(Context, directory, FileName("points/solve", 4), SmallModels.Estimator(Context, "points/solve").Fit(pairs), pairs, Columns);

        IDataView classified = ClassifiedRow.View(Context);
        CouplingTransformer withClasses = SmallModels.Estimator(Context, "points/solve", o =>
        {
            o.Matches = new MatchOptions { Sampling = MatchSampling.WithoutReplacement, Seed = 5 };
            (o.SourceClassesColumnName, o.TargetClassesColumnName) = ("SourceClasses", "TargetClasses");
            StartFromZero(o);
        }).Fit(classified);
        StoredModel.Write(Context, directory, "points-matches.v3", withClasses, classified, MatchColumns);
    }

    private static CouplingEstimatorBase Version2(string name) => SmallModels.Estimator(Context, name, o =>
    {
        o.BadRowOutput = BadRowOutput.Empty;
        StartFromZero(o);
        if (o is PredictCouplingOptions predict)
            predict.Features = predict.Features with { FramePotentials = true, PooledPotential = false };
    });

    private static CouplingEstimatorBase Version3(string name) => SmallModels.Estimator(Context, name, o =>
    {
        StartFromZero(o);
        o.SourceMassPenalty = MassPenalty.Absolute(0.5);
        o.TargetMassPenalty = MassPenalty.Relative(1);
    });

    private static void StartFromZero(CouplingOptions options)
    {
        if (options is SolveCouplingOptions solve)
            solve.StartFromUntrained = false;
    }

    private static string FileName(string name, int version) => $"{name.Replace('/', '-')}.v{version}";
}
