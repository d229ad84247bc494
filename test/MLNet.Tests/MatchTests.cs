using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

public class MatchTests
{
    private static readonly MLContext Context = new(1);

    public static TheoryData<string> Models => SmallModels.All;

    [Theory]
    [MemberData(nameof(Models))]
    public void MatchesAreDrawnFromTheCouplingAndAreTheSameAfterLoading(string name)
    {
        IDataView view = TestPairs.View(Context, name);
        CouplingTransformer fitted = SmallModels.Estimator(Context, name, o => o.Matches = new MatchOptions { Count = 4000, Seed = 3 }).Fit(view);
        IDataView output = fitted.Transform(view);
        int[][] sources = [.. output.GetColumn<int[]>("MatchedSource")], targets = [.. output.GetColumn<int[]>("MatchedTarget")];
        float[][] couplings = [.. output.GetColumn<float[]>("Coupling")];
        int[] counts = [.. output.GetColumn<float[]>("TargetPotential").Select(g => g.Length)];
        for (int row = 0; row < sources.Length; row++)
        {
            Assert.Equal(4000, sources[row].Length);
            var drawn = new double[couplings[row].Length];
            for (int k = 0; k < 4000; k++)
                drawn[(sources[row][k] * counts[row]) + targets[row][k]] += 1 / 4000.0;
            Assert.Equal(0, drawn.Zip(couplings[row], (d, p) => Math.Abs(d - p)).Sum(), 0.25);
        }

        ITransformer loaded = SmallModels.Reload(Context, fitted, view.Schema);
        Assert.Equal(sources, loaded.Transform(view).GetColumn<int[]>("MatchedSource"));
        Assert.Equal(targets, loaded.Transform(view).GetColumn<int[]>("MatchedTarget"));
        Assert.Equal(targets, Context.SlicedOT().Restore(loaded).Single().Transform(view).GetColumn<int[]>("MatchedTarget"));
        Assert.NotEqual(targets, SmallModels.Estimator(Context, name, o => o.Matches = new MatchOptions { Count = 4000, Seed = 4 }).Fit(view)
            .Transform(view).GetColumn<int[]>("MatchedTarget"));
    }

    [Fact]
    public void WhatARowGetsDoesNotDependOnItsNeighbours()
    {
        PointRow[] rows = TestPairs.Points(6);
        CouplingTransformer solver = Fit(Context.Data.LoadFromEnumerable(rows));
        int[][] all = [.. solver.Transform(Context.Data.LoadFromEnumerable(rows)).GetColumn<int[]>("MatchedTarget")];
        int[][] turned = [.. solver.Transform(Context.Data.LoadFromEnumerable(rows.Reverse())).GetColumn<int[]>("MatchedTarget")];
        Assert.Equal(all, turned.Reverse());
    }

    [Fact]
    public void WithoutReplacementNoPointComesTwice()
    {
        IDataView view = Context.Data.LoadFromEnumerable(TestPairs.Points(6, weights: false));
        IDataView output = Fit(view, o =>
        {
            o.Matches = new MatchOptions { Sampling = MatchSampling.WithoutReplacement };
            o.SourceWeightsColumnName = o.TargetWeightsColumnName = "";
        }).Transform(view);
        foreach ((int[] sources, int[] targets) in output.GetColumn<int[]>("MatchedSource").Zip(output.GetColumn<int[]>("MatchedTarget")))
        {
            Assert.Equal(sources.Length, sources.Distinct().Count());
            Assert.Equal(sources.Length, targets.Distinct().Count());
        }

        Assert.Equal(
            TestPairs.Points(6, weights: false).Select(row => Math.Min(row.SourcePoints.Length, row.TargetPoints.Length) / 2),
            output.GetColumn<int[]>("MatchedSource").Select(sources => sources.Length));
    }

    [Fact]
    public void WithinClassesOnlyPointsOfOneClassMatchAlsoAfterLoading()
    {
        ClassRow[] rows = [Row([1, 1, 2, 7], [1, 2, 2]), Row([-0f, 3, 3], [0, 3, 3, 3])];
        IDataView view = Context.Data.LoadFromEnumerable(rows);
        CouplingTransformer fitted = Fit(view, WithClasses);
        Assert.Equal(view.Schema.Count + OutputColumn.All.Count, fitted.GetOutputSchema(view.Schema).Count(c => !c.IsHidden));
        ITransformer loaded = SmallModels.Reload(Context, fitted, view.Schema);
        foreach (ITransformer model in (ITransformer[])[fitted, loaded, Context.SlicedOT().Restore(loaded).Single()])
        {
            IDataView output = model.Transform(view);
            int[][] sources = [.. output.GetColumn<int[]>("MatchedSource")], targets = [.. output.GetColumn<int[]>("MatchedTarget")];
            for (int row = 0; row < rows.Length; row++)
            {
                Assert.Equal(200, sources[row].Length);
                for (int k = 0; k < 200; k++)
                    Assert.Equal(rows[row].SourceClasses[sources[row][k]], rows[row].TargetClasses[targets[row][k]]);
            }

            Assert.DoesNotContain(3, sources[0]); // class 7 has no target
            Assert.Equal([0, 1, 2], sources[1].Distinct());
        }
    }

    [Theory]
    [InlineData("slots for 2 points", 1)]
    [InlineData("slot 1: NaN is no class", 2)]
    [InlineData("nothing to draw", 3)]
    public void ClassesThatCannotBeUsedAreNamedOrAnswered(string expected, int what)
    {
        ClassRow bad = Row([1, 1], [1, 1]);
        bad.SourceClasses = what == 1 ? [1] : what == 2 ? [1, float.NaN] : [5, 6];
        IDataView view = Context.Data.LoadFromEnumerable<ClassRow>([Row([1, 2], [2, 1]), bad]);
        Thrown.Says(() => Fit(view, WithClasses).Transform(view).GetColumn<int[]>("MatchedSource").ToArray(), expected);
        IDataView answered = Fit(view, o =>
        {
            WithClasses(o);
            o.BadRowOutput = BadRowOutput.Empty;
        }).Transform(view);
        Assert.Equal([200, 0], answered.GetColumn<int[]>("MatchedTarget").Select(targets => targets.Length));
        Assert.Equal([true, true], answered.GetColumn<float>("TransportCost").Select(float.IsFinite));
    }

    [Fact]
    public void OptionsThatMakeNoSenseAreRefusedByName()
    {
        AssertRefused("Matches.Count", o => o.Matches = new MatchOptions { Count = 0 });
        AssertRefused("Matches.Sampling", o => o.Matches = new MatchOptions { Sampling = (MatchSampling)9 });
        AssertRefused("Matches", o => o.Matches = null!);
        AssertRefused("TargetClassesColumnName", o => o.SourceClassesColumnName = "SourceClasses");
        AssertRefused("SourceClassesColumnName", o => (o.SourceClassesColumnName, o.TargetClassesColumnName) = ("", "TargetClasses"));
        IDataView view = Context.Data.LoadFromEnumerable(TestPairs.Points(2));
        ArgumentOutOfRangeException missing = Assert.Throws<ArgumentOutOfRangeException>(() => Fit(view, WithClasses));
        Assert.Contains("'SourceClasses'", missing.Message, StringComparison.Ordinal);
        Assert.Contains("equal numbers for one class", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MoreMatchesThanThereAreAreAnErrorOfTheRow()
    {
        IDataView view = Context.Data.LoadFromEnumerable(TestPairs.Points(1));
        CouplingTransformer fitted = Fit(view, o => o.Matches = new MatchOptions { Sampling = MatchSampling.WithoutReplacement, Count = 500 });
        Thrown.Says(() => fitted.Transform(view).GetColumn<int[]>("MatchedSource").ToArray(), "500 matches without replacement are asked for");
    }

    private static void AssertRefused(string option, Action<CouplingOptions> configure)
    {
        ArgumentException error = Assert.ThrowsAny<ArgumentException>(() => SmallModels.Estimator(Context, "points/solve", configure));
        Assert.Contains("Option " + option, error.Message, StringComparison.Ordinal);
    }

    private static CouplingTransformer Fit(IDataView view, Action<CouplingOptions>? configure = null) =>
        (CouplingTransformer)((IEstimator<ITransformer>)SmallModels.Estimator(Context, "points/solve", configure)).Fit(view);

    private static void WithClasses(CouplingOptions options)
    {
        options.Matches = new MatchOptions { Count = 200 };
        (options.SourceClassesColumnName, options.TargetClassesColumnName) = ("SourceClasses", "TargetClasses");
    }

    private static ClassRow Row(float[] sourceClasses, float[] targetClasses) => new()
    {
        SourcePoints = [.. Enumerable.Range(0, 2 * sourceClasses.Length).Select(k => k / 3f)],
        TargetPoints = [.. Enumerable.Range(0, 2 * targetClasses.Length).Select(k => k / 4f)],
        SourceWeights = [.. sourceClasses.Select(_ => 1f)],
        TargetWeights = [.. targetClasses.Select(_ => 1f)],
        SourceClasses = sourceClasses,
        TargetClasses = targetClasses,
    };

    private sealed class ClassRow
    {
        public float[] SourcePoints { get; set; } = [];

        public float[] TargetPoints { get; set; } = [];

        public float[] SourceWeights { get; set; } = [];

        public float[] TargetWeights { get; set; } = [];

        public float[] SourceClasses { get; set; } = [];

        public float[] TargetClasses { get; set; } = [];
    }
}
