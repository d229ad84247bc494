using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>Columns that are there already, and references that are none.</summary>
public class ColumnNameTests
{
    private static readonly MLContext Context = new(1);

    [Fact]
    public void AnOutputDoesNotHideAColumn()
    {
        IDataView view = Context.Transforms.CopyColumns("Coupling", "SourcePoints").Fit(TestPairs.View(Context, "points/solve")).Transform(TestPairs.View(Context, "points/solve"));
        CouplingEstimatorBase estimator = SmallModels.Estimator(Context, "points/solve");
        Thrown.Says(() => estimator.Fit(view), "'Coupling'", "OutputColumnPrefix", "CopyColumns");
        Thrown.Says(() => estimator.GetOutputSchema(PersistenceTests.ShapeOf(Context, view)), "'Coupling'", "OutputColumnPrefix");
        SmallModels.Estimator(Context, "points/solve", o => o.OutputColumnPrefix = "My").Fit(view);
    }

    [Fact]
    public void AWrongReferenceIsToldWhichColumnsThereAre()
    {
        IDataView view = TestPairs.View(Context, "points/solve");
        IDataView output = SmallModels.Estimator(Context, "points/solve", o => o.OutputColumnPrefix = "Exact").Fit(view).Transform(view);
        Thrown.Says(() => Context.SlicedOT().Evaluate(output, "Exakt", "Exact"), "'Exakt'", "ExactCoupling", "referenceCouplingColumnName");
        Thrown.Says(() => Context.SlicedOT().Evaluate(output, "ExactTransportCost", "Exact"), "'ExactTransportCost'", "Single", "ExactCoupling");
    }
}
