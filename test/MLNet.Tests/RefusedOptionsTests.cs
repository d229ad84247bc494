using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>Options that would be ignored, that mean nothing, or that no machine can carry out, are refused by name before any work.</summary>
public class RefusedOptionsTests
{
    private static readonly MLContext Context = new(1);

    [Fact]
    public void OptionsOfTheOtherMethodAreRefused()
    {
        Says(new() { Method = PotentialLearning.DualObjective, Weighting = RegressionWeighting.Curvature }, "Weighting", "Regression", "DualObjective");
        Says(new() { Method = PotentialLearning.DualObjective, TeacherTolerance = 1e-3 }, "TeacherTolerance");
        Says(new() { Optimizer = ObjectiveOptimizer.Adam }, "Optimizer", "DualObjective", "Regression");
        Says(new() { MaximumIterations = 3 }, "MaximumIterations");
        Says(new() { OptimizationTolerance = 1e-3 }, "OptimizationTolerance");
        Says(new() { Method = PotentialLearning.Untrained, ChooseNumberOfDirections = true }, "ChooseNumberOfDirections", "Untrained");
    }

    [Fact]
    public void ValuesThatNameNothingAreRefused()
    {
        Says(new() { Method = (PotentialLearning)99 }, "Method", "99", "DualObjective");
        Says(new() { Method = PotentialLearning.DualObjective, Optimizer = (ObjectiveOptimizer)99 }, "Optimizer", "99", "Newton");
        Says(new() { BadRowHandling = (BadRowHandling)99 }, "BadRowHandling", "99", "Skip");
        Says(new() { Weighting = (RegressionWeighting)99 }, "Weighting", "99", "Curvature");
        Says(new() { WeightNormalization = (WeightNormalization)99 }, "WeightNormalization", "99");
        Says(new() { Features = new FeatureOptions { DirectionScheme = (DirectionScheme)99 } }, "Features.DirectionScheme", "99", "Even");
    }

    [Fact]
    public void NumbersBeyondAnyMachineAreRefused()
    {
        Says(new() { NumberOfThreads = int.MaxValue }, "NumberOfThreads", "2147483647");
        Says(new() { Features = new FeatureOptions { NumberOfDirections = int.MaxValue }, Dimension = 2 }, "NumberOfDirections", "at most");
        Says(new() { Features = new FeatureOptions { NumberOfDirections = 100_000 }, Dimension = 2 }, "Features.NumberOfDirections", "at most");
        Says(new() { Features = new FeatureOptions { RandomFourierFeatures = int.MaxValue }, Dimension = 2 }, "RandomFourierFeatures", "at most");
        Says(new() { NumberOfHalfSteps = int.MaxValue }, "NumberOfHalfSteps");
    }

    [Fact]
    public void NullChoosesAndZeroIsRefusedWithTheWayOut()
    {
        foreach (int number in (int[])[0, -1])
        {
            Says(new() { Dimension = number }, "Dimension", "null");
            Says(new() { NumberOfThreads = number }, "NumberOfThreads", "null");
            Says(new() { MaximumSweeps = number }, "MaximumSweeps", "null");
            Says(new() { Features = new FeatureOptions { NumberOfDirections = number } }, "Features.NumberOfDirections", "null");
            Says(new() { Method = PotentialLearning.DualObjective, MaximumIterations = number }, "MaximumIterations", "null");
            Thrown.Says(() => Context.SlicedOT().SolveCoupling(new SolveCouplingOptions { MaximumSweeps = number }), "MaximumSweeps", "at least 1");
            Thrown.Says(() => Context.SlicedOT().PredictCoupling(dimension: number), "Dimension", "null");
            Thrown.Says(() => Context.SlicedOT().PredictCouplingByRegression(numberOfDirections: number), "Features.NumberOfDirections", "null");
        }

        Says(new() { MaximumSweeps = int.MaxValue }, "MaximumSweeps", "1000000000");
        Says(new() { Features = null! }, "Features", "null");
        Says(new() { Dimension = 2, Features = new FeatureOptions { Directions = SlicingDirections.FromVectors([1, 0, 0], 3) } }, "Features.Directions", "3", "2");
    }

    [Fact]
    public void AnOptionFoundWrongInTheFitIsNotBlamedOnEpsilon()
    {
        // Rows of points tell their dimension as late as in the fit.
        var options = new PredictCouplingOptions { Features = new FeatureOptions { Directions = SlicingDirections.FromVectors([1, 0, 0], 3) } };
        IDataView view = Context.Data.LoadFromEnumerable([new TypedRow()]);
        ArgumentException error = Assert.Throws<ArgumentException>(() => Context.SlicedOT().PredictCoupling(options).Fit(view));
        Assert.Contains("dimension 3", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("epsilon", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FeaturesHaveTheSeedOfTheOptionsUnlessTheyHaveTheirOwn()
    {
        IDataView view = TestPairs.View(Context, "points/regression");
        float[] Directions(int seed, int? own) => SmallModels.Estimator(Context, "points/regression", o =>
        {
            var predict = (PredictCouplingOptions)o;
            (predict.Seed, predict.Features) = (seed, FeatureOptions.SlicesOnly(3, DirectionScheme.Random, own));
        }).Fit(view).Model!.Features.Directions[0].ToArray();
        Assert.Equal(Directions(7, null), Directions(1, 7));
        Assert.NotEqual(Directions(7, null), Directions(1, null));
    }

    [Theory]
    [InlineData(RegressionWeighting.SourceMass)]
    [InlineData(RegressionWeighting.Curvature)]
    [InlineData(RegressionWeighting.Coupling)]
    public void EveryWeightingOfTheKernelsCanBeChosen(RegressionWeighting weighting)
    {
        IDataView view = TestPairs.View(Context, "points/regression", rows: 4);
        FitReport report = SmallModels.Estimator(Context, "points/regression", o => ((PredictCouplingOptions)o).Weighting = weighting).Fit(view).FitReport;
        Assert.Equal(4, report.PairsUsed);
    }

    [Theory]
    [InlineData(2000)]
    [InlineData(3000)]
    public void AModelTooLargeForItsFileIsRefusedBeforeThereIsData(int dimension)
    {
        Says(new() { Dimension = dimension, Features = new FeatureOptions { NumberOfDirections = 2500 } }, "NumberOfDirections", "RandomFourierFeatures", "Dimension");
        Context.SlicedOT().PredictCoupling(new PredictCouplingOptions { Dimension = dimension });
        Says(new() { Dimension = dimension, Features = new FeatureOptions { RandomFourierFeatures = 0, NumberOfDirections = 5000 } }, "NumberOfDirections");
        Context.SlicedOT().PredictCoupling(new PredictCouplingOptions { Dimension = dimension, Features = new FeatureOptions { NumberOfDirections = 10, RandomFourierFeatures = 0 } });
    }

    [Fact]
    public void TheDualObjectiveChoosesItsNumberOfDirectionsToo()
    {
        IDataView view = TestPairs.View(Context, "points/objective", rows: 12);
        FitReport Fit(bool chooses) => SmallModels.Estimator(Context, "points/objective", o =>
        {
            var predict = (PredictCouplingOptions)o;
            (predict.Features, predict.ChooseNumberOfDirections) = (predict.Features with { NumberOfDirections = 20 }, chooses);
        }).Fit(view).FitReport;
        Assert.NotEqual(Fit(chooses: false).DirectionsReason, Fit(chooses: true).DirectionsReason);
    }

    private sealed class TypedRow
    {
        [VectorType(2, 2)]
        public float[] SourcePoints { get; set; } = [0, 0, 1, 1];

        [VectorType(2, 2)]
        public float[] TargetPoints { get; set; } = [0, 1, 1, 0];
    }

    private static void Says(PredictCouplingOptions options, params string[] parts) =>
        Thrown.Says(() => Context.SlicedOT().PredictCoupling(options), parts);
}
