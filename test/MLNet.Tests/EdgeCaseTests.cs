using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>Unusual but legal input gives right results; impossible options and data give clear errors.</summary>
public class EdgeCaseTests
{
    private static readonly MLContext Context = new(1);

    public static TheoryData<string> Models => SmallModels.All;

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void EpsilonMustBePositiveAndFinite(double epsilon)
    {
        foreach (string name in SmallModels.Names)
        {
            Thrown.Says(() => SmallModels.Estimator(Context, name, o => o.Epsilon = epsilon), "Epsilon", "positive");
            Thrown.Says(() => SmallModels.Estimator(Context, name, o => (o.Epsilon, o.EpsilonScale) = (null, epsilon)), "EpsilonScale", "positive");
        }

        Thrown.Says(() => Context.SlicedOT().PredictCoupling(epsilon: epsilon), "Epsilon");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void AnEpsilonAtWhichEverythingUnderflowsGivesNumbersOrAnError(string name)
    {
        IDataView view = TestPairs.View(Context, name, rows: 2);
        Exception? error = Record.Exception(() =>
        {
            CouplingTransformer fitted = SmallModels.Estimator(Context, name, o => o.Epsilon = 1e-12).Fit(view);
            foreach (CouplingPrediction prediction in Context.Data.CreateEnumerable<CouplingPrediction>(fitted.Transform(view), reuseRowObject: false))
                AssertFinite(prediction);
        });
        if (error is not null)
            Thrown.Says(() => throw error, "epsilon");
    }

    [Fact]
    public void OneAtomOnASideGetsAllItsMass()
    {
        PointRow[] rows = [new() { SourcePoints = [1, 2], TargetPoints = [0, 0, 1, 1, 2, 2], SourceWeights = [3], TargetWeights = [1, 2, 1] }];
        foreach (string name in (string[])["points/regression", "points/objective", "points/solve"])
        {
            CouplingPrediction prediction = FitAndPredict(name, rows)[0];
            Assert.Equal([0.25f, 0.5f, 0.25f], prediction.Coupling.DenseValues(), new Near(1e-6f));
            Assert.Equal([1f, 1f], prediction.TransportedSource, new Near(1e-5f));
        }
    }

    [Fact]
    public void EqualPointsGiveTheProductCoupling()
    {
        PointRow[] rows = [new() { SourcePoints = [1, 1, 1, 1], TargetPoints = [1, 1, 1, 1], SourceWeights = [1, 3], TargetWeights = [1, 1] }];
        foreach (string name in (string[])["points/regression", "points/objective", "points/solve"])
        {
            CouplingPrediction prediction = FitAndPredict(name, rows)[0];
            Assert.Equal([0.125f, 0.125f, 0.375f, 0.375f], prediction.Coupling.DenseValues(), new Near(1e-6f));
            Thrown.Says(() => SmallModels.Estimator(Context, name, o => (o.Epsilon, o.EpsilonScale) = (null, 0.1)).Fit(Context.Data.LoadFromEnumerable(rows)), "epsilon");
        }
    }

    [Fact]
    public void TinyCoordinatesAreSolvedOrRefusedButNeverWrong()
    {
        PointRow[] rows = TestPairs.Points(2);
        double[] costs = [.. FitAndPredict("points/solve", rows).Select(p => (double)p.TransportCost)];
        PointRow[] tiny = [.. rows.Select(r => new PointRow
        {
            SourcePoints = [.. r.SourcePoints.Select(x => x * 1e-10f)], TargetPoints = [.. r.TargetPoints.Select(x => x * 1e-10f)],
            SourceWeights = r.SourceWeights, TargetWeights = r.TargetWeights,
        })];
        double[] scaled = [.. FitAndPredict("points/solve", tiny, epsilon: 0.1 * 1e-20).Select(p => p.TransportCost * 1e20)];
        for (int k = 0; k < costs.Length; k++)
            Assert.Equal(costs[k], scaled[k], 1e-3 * costs[k]);

        PointRow[] vanishing = [.. rows.Select(r => new PointRow
        {
            SourcePoints = [.. r.SourcePoints.Select(x => x * 1e-30f)], TargetPoints = [.. r.TargetPoints.Select(x => x * 1e-30f)],
            SourceWeights = r.SourceWeights, TargetWeights = r.TargetWeights,
        })];
        Thrown.Says(() => FitAndPredict("points/solve", vanishing, epsilon: 1e-60), "SourcePoints", "factor");
    }

    [Fact]
    public void FiveThousandPointsFit()
    {
        var random = new Random(3);
        PointRow[] rows = [new()
        {
            SourcePoints = [.. Enumerable.Range(0, 10_000).Select(_ => random.NextSingle())],
            TargetPoints = [.. Enumerable.Range(0, 10_000).Select(_ => random.NextSingle())],
        }];
        IDataView view = Context.Data.LoadFromEnumerable(rows);
        CouplingTransformer fitted = Context.SlicedOT()
            .PredictCoupling(new PredictCouplingOptions
            {
                SourceWeightsColumnName = "",
                TargetWeightsColumnName = "",
                Dimension = 2,
                Epsilon = 0.05,
                Method = PotentialLearning.Untrained,
            }).Fit(view);
        CouplingCostOnly prediction = Context.Data.CreateEnumerable<CouplingCostOnly>(fitted.Transform(view), reuseRowObject: false).Single();
        Assert.Equal(5000, prediction.SourcePotential.Length);
        Assert.InRange(prediction.TransportCost, 0.001f, 0.2f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20)]
    [InlineData(1000)]
    public void PointsMayHaveAnyDimension(int dimension)
    {
        PointRow[] rows = TestPairs.Points(2, dimension: dimension);
        foreach (PotentialLearning method in Enum.GetValues<PotentialLearning>())
        {
            IDataView view = Context.Data.LoadFromEnumerable(rows);
            CouplingTransformer fitted = Context.SlicedOT().PredictCoupling(new PredictCouplingOptions
            {
                Dimension = dimension,
                Method = method,
                SourceWeightsColumnName = "SourceWeights",
                TargetWeightsColumnName = "TargetWeights",
                Features = new FeatureOptions { NumberOfDirections = dimension > 100 ? 10 : null, Monomials = dimension <= 100 },
            }).Fit(view);
            foreach (CouplingPrediction prediction in Context.Data.CreateEnumerable<CouplingPrediction>(fitted.Transform(view), reuseRowObject: false))
                AssertFinite(prediction);
        }
    }

    [Fact]
    public void PointsOnTheSphereUseTheArc()
    {
        PointRow[] rows = TestPairs.Points(3, dimension: 3);
        IDataView view = Context.Data.LoadFromEnumerable(rows);
        var options = new PredictCouplingOptions { Dimension = 3, GroundCost = GroundCost.SphereArc, RefinementTolerance = 1e-5, Epsilon = 0.1 };
        foreach (CouplingPrediction prediction in Context.Data.CreateEnumerable<CouplingPrediction>(
            Context.SlicedOT().PredictCoupling(options).Fit(view).Transform(view), reuseRowObject: false))
        {
            AssertFinite(prediction);
            Assert.Equal("Converged", prediction.ExitReason);
            Assert.InRange(prediction.MarginalViolation, 0, 1.1e-5f);
        }

        options.Dimension = 2;
        Thrown.Says(() => Context.SlicedOT().PredictCoupling(options), "SphereArc", "3");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void TrainingDataMayBeOnePairOrTheSamePairOftenButNotEmpty(string name)
    {
        CouplingEstimatorBase estimator = SmallModels.Estimator(Context, name, o => (o.Epsilon, o.EpsilonScale) = (null, 0.1));
        IDataView one = TestPairs.View(Context, name, rows: 1);
        IDataView Repeated(int count) => name.StartsWith("points", StringComparison.Ordinal)
            ? Context.Data.LoadFromEnumerable(Enumerable.Repeat(TestPairs.Points(1)[0], count).ToArray())
            : Context.Data.LoadFromEnumerable(Enumerable.Repeat(TestPairs.Images(1)[0], count).ToArray());
        Thrown.Says(() => estimator.Fit(Repeated(0)), "no rows");

        IDataView same = Repeated(5);
        foreach (IDataView view in (IDataView[])[one, same])
        {
            foreach (CouplingPrediction prediction in Context.Data.CreateEnumerable<CouplingPrediction>(estimator.Fit(view).Transform(view), reuseRowObject: false))
                AssertFinite(prediction);
        }
    }

    [Fact]
    public void ACostMatrixMustFitTheSupportsAndBeFinite()
    {
        var grid = Support.Grid(4, 3);
        float[] costs = [.. Enumerable.Range(0, 144).Select(k => (float)(k / 12 > k % 12 ? 1 : 0))];
        Assert.ThrowsAny<ArgumentException>(() => GroundCost.FromMatrix(costs, 11, 12));
        Assert.ThrowsAny<ArgumentException>(() => GroundCost.FromMatrix([.. costs[..143], float.NaN], 12, 12));
        Thrown.Says(() => SmallModels.Estimator(Context, "images/regression", o => (o.SourceSupport, o.GroundCost) = (Support.Grid(3, 3), GroundCost.FromMatrix(costs, 12, 12))), "12");
        Thrown.Says(() => SmallModels.Estimator(Context, "points/solve", o => o.GroundCost = GroundCost.FromMatrix(costs, 12, 12)), "GroundCost", "fixed supports");

        foreach (string name in (string[])["images/regression", "images/solve"])
        {
            IDataView view = TestPairs.View(Context, name);
            CouplingTransformer fitted = SmallModels.Estimator(Context, name, o => (o.SourceSupport, o.GroundCost) = (grid, GroundCost.FromMatrix(costs, 12, 12))).Fit(view);
            ITransformer loaded = SmallModels.Reload(Context, fitted, view.Schema);
            Assert.Equal(ViewSnapshot.Of(fitted.Transform(view)), ViewSnapshot.Of(loaded.Transform(view)));
        }
    }

    [Fact]
    public void AModelThatIsTooLargeForAFileSaysWhatToDo()
    {
        const int Side = 2100;
        var costs = new float[Side * Side];
        var options = new SolveCouplingOptions { SourceSupport = Support.Grid(Side, 1), GroundCost = GroundCost.FromMatrix(costs, Side, Side), Epsilon = 1 };
        IDataView view = Context.SlicedOT().LoadWeightPairs([], []);
        Thrown.Says(() => Context.SlicedOT().SolveCoupling(options).Fit(view), "numbers", "give points");
    }

    [Fact]
    public void SparseInputIsReadAsItsDenseForm()
    {
        WeightRow[] rows = TestPairs.Images(4, seed: 1);
        SparseRow[] sparse = [.. rows.Select(r => new SparseRow { SourceWeights = Sparse(r.SourceWeights), TargetWeights = Sparse(r.TargetWeights) })];
        CouplingEstimatorBase estimator = SmallModels.Estimator(Context, "images/regression");
        IDataView denseView = Context.Data.LoadFromEnumerable(rows), sparseView = Context.Data.LoadFromEnumerable(sparse);
        string[] outputs = ["Coupling", "SourcePotential", "DualValue"];
        Assert.Equal(
            ViewSnapshot.Of(estimator.Fit(denseView).Transform(denseView), outputs),
            ViewSnapshot.Of(estimator.Fit(sparseView).Transform(sparseView), outputs));

        static VBuffer<float> Sparse(float[] values)
        {
            int[] kept = [.. Enumerable.Range(0, values.Length).Where(i => values[i] != 0)];
            return new VBuffer<float>(values.Length, kept.Length, [.. kept.Select(i => values[i])], kept);
        }
    }

    [Fact]
    public void ACouplingThatNoVectorCanHoldPointsToRowsOnDemand()
    {
        PointRow[] few = TestPairs.Points(1, weights: false, dimension: 1);
        CouplingTransformer fitted = Context.SlicedOT().SolveCoupling(sourceWeightsColumnName: "", targetWeightsColumnName: "", dimension: 1, epsilon: 1).Fit(Context.Data.LoadFromEnumerable(few));
        var points = new VBuffer<float>(50_000, new float[50_000]);
        var row = new SolvedPair { SourcePoints = points, TargetPoints = points };
        Thrown.Says(() => new CouplingRuntime(fitted.Parameters).WriteCoupling(row, new CouplingColumns()), "50000 x 50000", "rows on demand");
    }

    private static CouplingPrediction[] FitAndPredict(string name, PointRow[] rows, double epsilon = 0.1)
    {
        IDataView view = Context.Data.LoadFromEnumerable(rows);
        CouplingPrediction[] predictions = [.. Context.Data.CreateEnumerable<CouplingPrediction>(
            SmallModels.Estimator(Context, name, o => o.Epsilon = epsilon).Fit(view).Transform(view), reuseRowObject: false)];
        foreach (CouplingPrediction prediction in predictions)
            AssertFinite(prediction);
        return predictions;
    }

    internal static void AssertFinite(CouplingPrediction prediction)
    {
        float[] numbers =
        [
            .. prediction.Coupling.DenseValues(), .. prediction.SourcePotential, .. prediction.TargetPotential, .. prediction.TransportedSource,
            prediction.TransportCost, prediction.DualValue, prediction.MarginalViolation, prediction.RelativeDualityGap, prediction.DroppedMass,
        ];
        Assert.All(numbers, x => Assert.True(float.IsFinite(x)));
        Assert.Equal(1, prediction.Coupling.DenseValues().Sum(x => (double)x) + prediction.DroppedMass, 1e-3);
    }

    private sealed class SparseRow
    {
        public VBuffer<float> SourceWeights { get; set; }

        public VBuffer<float> TargetWeights { get; set; }
    }

    private sealed class CouplingCostOnly
    {
        public float[] SourcePotential { get; set; } = [];

        public float TransportCost { get; set; }
    }

    private sealed class Near(float tolerance) : IEqualityComparer<float>
    {
        public bool Equals(float x, float y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(float value) => 0;
    }
}
