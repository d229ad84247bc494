namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>Options that would be ignored, that mean nothing, or that no machine can carry out, are refused by name before any work.</summary>
public class RefusedOptionsTests
{
    private static readonly MLContext Context = new(1);

    [Fact]
    public void OptionsOfTheOtherMethodAreRefused()
    {
        Says(new() { Method = PotentialLearning.DualObjective, CurvatureWeighting = true }, "CurvatureWeighting", "Regression", "DualObjective");
        Says(new() { Method = PotentialLearning.DualObjective, TeacherTolerance = 1e-3 }, "TeacherTolerance");
        Says(new() { Optimizer = ObjectiveOptimizer.Adam }, "Optimizer", "DualObjective", "Regression");
        Says(new() { MaximumNumberOfIterations = 3 }, "MaximumNumberOfIterations");
        Says(new() { OptimizationTolerance = 1e-3 }, "OptimizationTolerance");
        Says(new() { Method = PotentialLearning.Untrained, ChooseNumberOfDirections = true }, "ChooseNumberOfDirections", "Untrained");
    }

    [Fact]
    public void ValuesThatNameNothingAreRefused()
    {
        Says(new() { Method = (PotentialLearning)99 }, "Method", "99", "DualObjective");
        Says(new() { Method = PotentialLearning.DualObjective, Optimizer = (ObjectiveOptimizer)99 }, "Optimizer", "99", "Newton");
        Says(new() { BadRowHandling = (BadRowHandling)99 }, "BadRowHandling", "99", "Skip");
        Says(new() { WeightNormalization = (WeightNormalization)99 }, "WeightNormalization", "99");
        Says(new() { DirectionScheme = (DirectionScheme)99 }, "DirectionScheme", "99", "Even");
    }

    [Fact]
    public void NumbersBeyondAnyMachineAreRefused()
    {
        Says(new() { NumberOfThreads = int.MaxValue }, "NumberOfThreads", "2147483647");
        Says(new() { NumberOfDirections = int.MaxValue, Dimension = 2 }, "NumberOfDirections", "at most");
        Says(new() { NumberOfDirections = 100_000, Dimension = 2 }, "NumberOfDirections", "at most");
        Says(new() { RandomFourierFeatures = int.MaxValue, Dimension = 2 }, "RandomFourierFeatures", "at most");
        Says(new() { NumberOfHalfSteps = int.MaxValue }, "NumberOfHalfSteps");
    }

    [Theory]
    [InlineData(2000)]
    [InlineData(3000)]
    public void AModelTooLargeForItsFileIsRefusedBeforeThereIsData(int dimension)
    {
        Says(new() { Dimension = dimension, NumberOfDirections = 2500 }, "NumberOfDirections", "RandomFourierFeatures", "Dimension");
        Context.SlicedOT().PredictCoupling(new PredictCouplingOptions { Dimension = dimension });
        Says(new() { Dimension = dimension, RandomFourierFeatures = 0, NumberOfDirections = 5000 }, "NumberOfDirections");
        Context.SlicedOT().PredictCoupling(new PredictCouplingOptions { Dimension = dimension, NumberOfDirections = 10, RandomFourierFeatures = 0 });
    }

    [Fact]
    public void TheDualObjectiveChoosesItsNumberOfDirectionsToo()
    {
        IDataView view = TestPairs.View(Context, "points/objective", rows: 12);
        FitReport Fit(bool chooses) => SmallModels.Estimator(Context, "points/objective", o =>
        {
            var predict = (PredictCouplingOptions)o;
            (predict.NumberOfDirections, predict.ChooseNumberOfDirections) = (20, chooses);
        }).Fit(view).FitReport;
        Assert.NotEqual(Fit(chooses: false).DirectionsReason, Fit(chooses: true).DirectionsReason);
    }

    private static void Says(PredictCouplingOptions options, params string[] parts) =>
        Thrown.Says(() => Context.SlicedOT().PredictCoupling(options), parts);
}
