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
    public void AColumnThatCameAfterTheFitIsNotHiddenEither()
    {
        IDataView view = TestPairs.View(Context, "points/solve");
        Dictionary<string, string?> names = new() { ["TransportCost"] = "Cost" };
        CouplingTransformer fitted = SmallModels.Estimator(Context, "points/solve", o => o.OutputColumnNames = names).Fit(view);
        CouplingTransformer restored = Context.SlicedOT().Restore(SmallModels.Reload(Context, fitted, view.Schema)).Single();
        foreach (string name in (string[])["Coupling", "Cost"])
        {
            IDataView later = Context.Transforms.CopyColumns(name, "SourcePoints").Fit(view).Transform(view);
            foreach (CouplingTransformer model in (CouplingTransformer[])[fitted, restored])
            {
                Thrown.Says(() => model.Transform(later), $"'{name}'", "OutputColumnNames");
                Thrown.Says(() => model.GetOutputSchema(later.Schema), $"'{name}'", "OutputColumnNames");
                Thrown.Says(() => ((ITransformer)model).GetRowToRowMapper(later.Schema), $"'{name}'");
            }
        }

        IDataView other = Context.Transforms.CopyColumns("TransportCost", "SourcePoints").Fit(view).Transform(view);
        Assert.NotNull(restored.Transform(other).Schema.GetColumnOrNull("Cost"));
    }

    [Fact]
    public void OutputsAreRenamedAndLeftOutAlsoAfterLoading()
    {
        IDataView view = TestPairs.View(Context, "points/solve");
        Dictionary<string, string?> names = new() { ["Coupling"] = null, ["DroppedMass"] = null, ["TransportCost"] = "Cost" };
        CouplingEstimatorBase estimator = SmallModels.Estimator(Context, "points/solve", o => (o.OutputColumnPrefix, o.OutputColumnNames) = ("My", names));
        CouplingTransformer fitted = estimator.Fit(view);
        ITransformer loaded = SmallModels.Reload(Context, fitted, view.Schema);
        float[] costs = [.. SmallModels.Estimator(Context, "points/solve").Fit(view).Transform(view).GetColumn<float>("TransportCost")];
        foreach (ITransformer model in new[] { fitted, loaded, Context.SlicedOT().Restore(loaded)[0] })
        {
            DataViewSchema schema = model.GetOutputSchema(view.Schema);
            Assert.Null(schema.GetColumnOrNull("MyCoupling"));
            Assert.Null(schema.GetColumnOrNull("Coupling"));
            Assert.Null(schema.GetColumnOrNull("MyTransportCost"));
            Assert.NotNull(schema.GetColumnOrNull("MySourcePotential"));
            Assert.Equal(costs, model.Transform(view).GetColumn<float>("Cost"));
        }
    }

    [Fact]
    public void NamesThatCannotBeGivenAreRefused()
    {
        Refused(new() { ["Coupling"] = "DualValue" }, "two outputs 'DualValue'");
        Refused(new() { ["Kopplung"] = "K" }, "'Kopplung'", "TransportedSource");
        Refused(new() { ["Coupling"] = "" }, "'Coupling'", "null");
        Refused(new() { ["Coupling"] = "SlicedOT.Coupling" }, "reserved");
        Refused(new() { ["Coupling"] = "SourcePoints" }, "'SourcePoints'");

        static void Refused(Dictionary<string, string?> names, params string[] parts) =>
            Thrown.Says(() => SmallModels.Estimator(Context, "points/solve", o => o.OutputColumnNames = names), parts);
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
