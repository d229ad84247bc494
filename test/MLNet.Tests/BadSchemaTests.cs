using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>Missing, wrongly typed and wrongly sized columns: in GetOutputSchema, Fit and Transform, before and after loading.</summary>
public class BadSchemaTests
{
    private static readonly MLContext Context = new(1);

    [Theory]
    [InlineData("points/regression", "TargetPoints")]
    [InlineData("points/solve", "SourceWeights")]
    [InlineData("images/regression", "TargetWeights")]
    public void AMissingColumnIsNamed(string name, string column)
    {
        IDataView view = TestPairs.View(Context, name);
        AssertRefused(name, view, Context.Transforms.DropColumns(column).Fit(view).Transform(view), column);
    }

    [Theory]
    [InlineData("points/regression", "TargetPoints")]
    [InlineData("points/solve", "SourceWeights")]
    [InlineData("images/regression", "TargetWeights")]
    public void AWronglyTypedColumnIsNamed(string name, string column)
    {
        IDataView view = TestPairs.View(Context, name);
        IDataView other = Context.Data.LoadFromEnumerable([new DoubleRow()]);
        IDataView wrong = Context.Transforms.CopyColumns(column, "Wrong").Fit(other).Transform(other);
        AssertRefused(name, view, wrong, column);
        IDataView scalar = Context.Transforms.CopyColumns(column, "Scalar").Fit(other).Transform(other);
        AssertRefused(name, view, scalar, column);
    }

    [Fact]
    public void AFixedSizeThatIsNotTheSupportsIsNamed()
    {
        IDataView view = TestPairs.View(Context, "images/solve");
        IDataView wrong = Context.Data.LoadFromEnumerable([new SizedRow()]);
        CouplingEstimatorBase estimator = SmallModels.Estimator(Context, "images/solve");
        Thrown.Says(() => estimator.Fit(wrong), "SourceWeights", "10 slots", "12 points");
        CouplingTransformer fitted = estimator.Fit(view);
        Thrown.Says(() => fitted.Transform(wrong), "SourceWeights", "10 slots", "12 points");
        ITransformer loaded = SmallModels.Reload(Context, fitted, view.Schema);
        Thrown.Says(() => ViewSnapshot.Of(loaded.Transform(wrong)), "SourceWeights", "10 slots", "12 points");
    }

    [Fact]
    public void DimensionsComeFromTheTypesAndMustAgree()
    {
        Thrown.Says(() => Context.SlicedOT().PredictCoupling().Fit(TestPairs.View(Context, "points/solve")), "dimension", "SourcePoints");
        Thrown.Says(() => Context.SlicedOT().PredictCoupling().Fit(Context.Data.LoadFromEnumerable([new TwoDimensionsRow()])), "SourcePoints", "dimension 2", "TargetPoints", "dimension 3");

        IDataView planar = Context.Data.LoadFromEnumerable([new PlanarRow()]);
        CouplingTransformer fitted = Context.SlicedOT().PredictCoupling(epsilon: 0.1).Fit(planar);
        Assert.Equal(2, fitted.Model!.Features.Dimension);
        Thrown.Says(() => fitted.Transform(Context.Data.LoadFromEnumerable([new SpatialRow()])), "SourcePoints", "dimension 3", "dimension 2");
    }

    [Fact]
    public void ReservedNamesAreRefused()
    {
        IDataView view = TestPairs.View(Context, "points/solve");
        IDataView clash = Context.Transforms.CopyColumns("SlicedOT.Coupling", "SourcePoints").Fit(view).Transform(view);
        Thrown.Says(() => SmallModels.Estimator(Context, "points/solve").Fit(clash), "SlicedOT.Coupling", "reserved");
    }

    private static void AssertRefused(string name, IDataView good, IDataView bad, string column)
    {
        CouplingEstimatorBase estimator = SmallModels.Estimator(Context, name);
        Thrown.Says(() => estimator.GetOutputSchema(PersistenceTests.ShapeOf(Context, bad)), $"'{column}'");
        Thrown.Says(() => estimator.Fit(bad), $"'{column}'");
        CouplingTransformer fitted = estimator.Fit(good);
        Thrown.Says(() => fitted.GetOutputSchema(bad.Schema), $"'{column}'");
        Thrown.Says(() => fitted.Transform(bad), $"'{column}'");
        ITransformer loaded = SmallModels.Reload(Context, fitted, good.Schema);
        Thrown.Says(() => ViewSnapshot.Of(loaded.Transform(bad)), column);
    }

    private sealed class DoubleRow
    {
        public double[] Wrong { get; set; } = [1, 2];

        public float Scalar { get; set; }

        public float[] SourcePoints { get; set; } = [0, 0];

        public float[] TargetPoints { get; set; } = [0, 0];

        public float[] SourceWeights { get; set; } = [1];

        public float[] TargetWeights { get; set; } = [1];
    }

    private sealed class SizedRow
    {
        [VectorType(10)]
        public float[] SourceWeights { get; set; } = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1];

        [VectorType(12)]
        public float[] TargetWeights { get; set; } = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
    }

    private sealed class PlanarRow
    {
        [VectorType(3, 2)]
        public float[] SourcePoints { get; set; } = [0, 0, 1, 0, 0, 1];

        [VectorType(2, 2)]
        public float[] TargetPoints { get; set; } = [1, 1, 2, 2];
    }

    private sealed class SpatialRow
    {
        [VectorType(2, 3)]
        public float[] SourcePoints { get; set; } = [0, 0, 1, 0, 0, 1];

        [VectorType(2, 3)]
        public float[] TargetPoints { get; set; } = [1, 1, 2, 2, 2, 2];
    }

    private sealed class TwoDimensionsRow
    {
        [VectorType(3, 2)]
        public float[] SourcePoints { get; set; } = [0, 0, 1, 0, 0, 1];

        [VectorType(2, 3)]
        public float[] TargetPoints { get; set; } = [1, 1, 2, 2, 2, 2];
    }
}
