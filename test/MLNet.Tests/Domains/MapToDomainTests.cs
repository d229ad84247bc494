using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

public class MapToDomainTests
{
    private static readonly MLContext Context = new(1);

    public static TheoryData<DomainMapKind, bool> Kinds => new(Enum.GetValues<DomainMapKind>().SelectMany(kind => (TheoryDataRow<DomainMapKind, bool>[])[(kind, false), (kind, true)]));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AMapSurvivesSavingAndKeepsItsBits(DomainMapKind kind, bool isRetraining)
    {
        MapToDomainOptions options = Options(kind, isRetraining);
        IDataView before = SensorRow.View(Context, 80, 1, isMoved: false), now = SensorRow.View(Context, 70, 2, isMoved: true);
        (IDataView fitted, IDataView domain) = isRetraining ? (before, now) : (now, before);
        DomainMapTransformer transformer = Context.SlicedOT().MapToDomain(domain, options).Fit(fitted);
        Assert.Equal(kind, transformer.Map.Kind);
        IDataView output = transformer.Transform(fitted);
        string[] expected = ViewSnapshot.Of(output);
        ITransformer loaded = SmallModels.Reload(new MLContext(2), transformer, fitted.Schema);
        Assert.Equal(expected, ViewSnapshot.Of(loaded.Transform(fitted)));
        Assert.Equal(ViewSnapshot.Schema(output.Schema), ViewSnapshot.Schema(loaded.GetOutputSchema(fitted.Schema)));
        Assert.Equal(ViewSnapshot.Schema(output.Schema), ViewSnapshot.Schema(transformer.GetOutputSchema(fitted.Schema)));
        Assert.Equal(3, ((VectorDataViewType)output.Schema["Mapped"].Type).Size);
        Assert.DoesNotContain(output.Schema, c => c.Name.StartsWith("SlicedOT.", StringComparison.Ordinal));

        DomainMapTransformer restored = Context.SlicedOT().RestoreDomainMaps(loaded).Single();
        Assert.Equal(expected, ViewSnapshot.Of(restored.Transform(fitted)));
        Assert.Equal(("Features", "Mapped"), (restored.InputColumnName, restored.OutputColumnName));
        Assert.Equal(kind == DomainMapKind.ClassRegularized && isRetraining ? "IsHigh" : null, restored.LabelColumnName);
        Assert.Empty(Context.SlicedOT().Restore(loaded));
    }

    [Theory]
    [InlineData("domains/map")]
    [InlineData("batches/drift")]
    public void AFreshProcessWithNothingRegisteredGivesTheSameBits(string name)
    {
        IDataView view = TestPairs.View(Context, name);
        ITransformer fitted = name.StartsWith("domains", StringComparison.Ordinal)
            ? Context.SlicedOT().MapToDomain(SensorRow.View(Context, 80, 1, isMoved: false), kind: DomainMapKind.Entropic).Fit(SensorRow.View(Context, 90, 2, isMoved: true))
            : Context.SlicedOT().WatchDrift(SensorRow.View(Context, 80, 1, isMoved: false)).Fit(view);
        string directory = Directory.CreateTempSubdirectory("SlicedOT").FullName;
        try
        {
            string model = Path.Combine(directory, "model.zip"), output = Path.Combine(directory, "output.txt"), expected = Path.Combine(directory, "expected.txt");
            Context.Model.Save(fitted, view.Schema, model);
            File.WriteAllLines(expected, ViewSnapshot.Of(fitted.Transform(view)));
            ChildProcessTests.Run(name, model, output);
            Assert.Equal(File.ReadAllText(expected), File.ReadAllText(output));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void AFrozenModelAnswersMovedRowsAgain()
    {
        IDataView train = SensorRow.View(Context, 300, 1, isMoved: false), today = SensorRow.View(Context, 300, 2, isMoved: true), unseen = SensorRow.View(Context, 400, 3, isMoved: true);
        ITransformer model = Context.BinaryClassification.Trainers.LbfgsLogisticRegression("IsHigh").Fit(train);
        double before = Accuracy(model.Transform(unseen));
        DomainMapTransformer map = Context.SlicedOT().MapToDomain(train).Fit(today);
        double after = Accuracy(model.Transform(map.Transform(unseen)));
        Assert.True(before < 0.8, $"{before}");
        Assert.True(after > 0.88, $"{after}");

        // One row at a time, through a pipeline of both.
        ITransformer both = map.Append(model);
        PredictionEngine<SensorRow, Answer> engine = Context.Model.CreatePredictionEngine<SensorRow, Answer>(both);
        bool[] batch = [.. both.Transform(unseen).GetColumn<bool>("PredictedLabel")];
        Assert.Equal(batch.Take(50), Context.Data.CreateEnumerable<SensorRow>(unseen, reuseRowObject: false).Take(50).Select(row => engine.Predict(row).PredictedLabel));
    }

    [Fact]
    public void ForRetrainingTheMapStaysOutOfScoring()
    {
        IDataView labelled = SensorRow.View(Context, 300, 1, isMoved: false), today = SensorRow.View(Context, 300, 2, isMoved: true), unseen = SensorRow.View(Context, 400, 3, isMoved: true);
        TransformerChain<ITransformer> model = new EstimatorChain<ITransformer>()
            .Append<ITransformer>(
                Context.SlicedOT().MapToDomain(today, new MapToDomainOptions { Use = AdaptationUse.Retraining, Kind = DomainMapKind.ClassRegularized, LabelColumnName = "IsHigh" }), TransformerScope.TrainTest)
            .Append<ITransformer>(Context.BinaryClassification.Trainers.LbfgsLogisticRegression("IsHigh"))
            .Fit(labelled);
        TransformerChain<ITransformer> scoring = model.GetModelFor(TransformerScope.Scoring);
        Assert.Single(scoring);
        Assert.Equal(2, model.Count());
        Assert.True(Accuracy(scoring.Transform(unseen)) > 0.85);
        ITransformer loaded = SmallModels.Reload(Context, scoring, labelled.Schema);
        Assert.Equal(Accuracy(scoring.Transform(unseen)), Accuracy(loaded.Transform(unseen)));
    }

    [Fact]
    public void KeysNumbersAndBooleansAreLabels()
    {
        IDataView before = SensorRow.View(Context, 80, 1, isMoved: false), now = SensorRow.View(Context, 70, 2, isMoved: true);
        var options = new MapToDomainOptions { Use = AdaptationUse.Retraining, Kind = DomainMapKind.ClassRegularized, OutputColumnName = "Mapped" };
        ITransformer labels = Context.Transforms.Conversion.MapValueToKey("Key", "Label").Append(Context.Transforms.Conversion.ConvertType("Number", "IsHigh", DataKind.Double)).Fit(before);
        IDataView view = labels.Transform(before);
        string[][] mapped = [.. new[] { "Key", "Number", "IsHigh" }.Select(label =>
        {
            options.LabelColumnName = label;
            return ViewSnapshot.Of(Context.SlicedOT().MapToDomain(now, options).Fit(view).Transform(view), ["Mapped"]);
        })];
        Assert.Equal(mapped[1], mapped[2]);

        // Keys number the classes in the order in which they were seen: penalties are then added in another order, and rounded.
        float[][] byKey = Mapped("Key"), byNumber = Mapped("Number");
        for (int i = 0; i < byKey.Length; i++)
            Assert.All(byKey[i].Zip(byNumber[i]), pair => Assert.Equal(pair.First, pair.Second, 1e-2f));
        options.LabelColumnName = "Key";
        DomainMapTransformer keyed = Context.SlicedOT().MapToDomain(now, options).Fit(view);
        Assert.Equal(ViewSnapshot.Of(keyed.Transform(view), ["Mapped"]), ViewSnapshot.Of(SmallModels.Reload(Context, keyed, view.Schema).Transform(view), ["Mapped"]));
        options.LabelColumnName = "Label";
        Thrown.Says(() => Context.SlicedOT().MapToDomain(now, options).Fit(view), "'Label'", "MapValueToKey");

        float[][] Mapped(string label)
        {
            options.LabelColumnName = label;
            return [.. Context.SlicedOT().MapToDomain(now, options).Fit(view).Transform(view).GetColumn<float[]>("Mapped")];
        }
    }

    [Fact]
    public void TheShapePromisesWhatIsDelivered()
    {
        IDataView before = SensorRow.View(Context, 80, 1, isMoved: false), now = SensorRow.View(Context, 70, 2, isMoved: true);
        MapToDomainEstimator estimator = Context.SlicedOT().MapToDomain(before);
        SchemaShape shape = estimator.GetOutputSchema(PersistenceTests.ShapeOf(Context, now));
        SchemaShape.Column column = shape.Single(c => c.Name == "Features");
        Assert.Equal((SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single), (column.Kind, column.ItemType));
        Assert.Equal(ViewSnapshot.Schema(now.Schema), ViewSnapshot.Schema(estimator.Fit(now).Transform(now).Schema));
    }

    [Fact]
    public void RowsBeyondTheMostAreSampledAndEqualSeedsAgree()
    {
        IDataView before = SensorRow.View(Context, 500, 1, isMoved: false), now = SensorRow.View(Context, 600, 2, isMoved: true);
        string[] Fit(int seed) => ViewSnapshot.Of(Context.SlicedOT().MapToDomain(before, new MapToDomainOptions { MaximumRows = 100, Seed = seed }).Fit(now).Transform(now));
        Assert.Equal(Fit(1), Fit(1));
        Assert.NotEqual(Fit(1), Fit(2));
    }

    [Fact]
    public void WrongViewsAreRefusedWithTheFix()
    {
        IDataView before = SensorRow.View(Context, 80, 1, isMoved: false), now = SensorRow.View(Context, 70, 2, isMoved: true);
        SlicedOTCatalog catalog = Context.SlicedOT();
        Thrown.Says(() => catalog.MapToDomain(before, "Nothing"), "'Nothing'", "the domain view", "Features");
        Thrown.Says(() => catalog.MapToDomain(before, "Label"), "'Label'", "Concatenate");
        IDataView wide = Context.Transforms.Concatenate("Features", "Features", "Weight").Fit(before).Transform(before);
        Thrown.Says(() => catalog.MapToDomain(wide).Fit(now), "3 slots", "4", "same features");
        Thrown.Says(() => catalog.MapToDomain(before).Fit(Context.Data.TakeRows(now, 3)), "too few rows", "3");
        SensorRow[] rows = SensorRow.Rows(20, 1, isMoved: false);
        rows[7].Features[1] = float.NaN;
        IDataView missing = Context.Data.LoadFromEnumerable(rows);
        Thrown.Says(() => catalog.MapToDomain(before).Fit(missing), "Row 7", "slot 1", "ReplaceMissingValues");
        Thrown.Says(() => catalog.MapToDomain(missing).Fit(now), "Row 7", "domain view");
        DomainMapTransformer map = catalog.MapToDomain(before).Fit(now);
        Thrown.Says(() => map.Transform(missing).GetColumn<float[]>("Features").Count(), "slot 1", "NaN", "ReplaceMissingValues");
        Thrown.Says(() => map.Transform(wide), "4 slots", "3");
        IDataView constant = Context.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(_ => new SensorRow { Features = [1, 2, 3] }));
        Thrown.Says(() => catalog.MapToDomain(constant).Fit(now), "constant");
        IDataView many = Context.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(k => new WideRow { Features = [.. Enumerable.Range(0, 30).Select(j => (float)((j * k % 7) + k))] }));
        Thrown.Says(() => catalog.MapToDomain(many).Fit(many), "20 rows", "30 features", "ProjectToPrincipalComponents");
        Assert.NotNull(catalog.MapToDomain(many, kind: DomainMapKind.PerFeature).Fit(many));
        Assert.NotNull(catalog.MapToDomain(many, new MapToDomainOptions { AllowsFewRows = true }).Fit(many));
        rows[3].Weight = -1;
        Thrown.Says(() => catalog.MapToDomain(before, new MapToDomainOptions { WeightColumnName = "Weight" }).Fit(Context.Data.LoadFromEnumerable(rows)), "Row 3", "'Weight'", "-1");
        var regularized = new MapToDomainOptions { Kind = DomainMapKind.ClassRegularized, LabelColumnName = "None" };
        Thrown.Says(() => catalog.MapToDomain(before, regularized).Fit(now), "'None'", "labels");
    }

    [Fact]
    public void WrongOptionsAreRefused()
    {
        IDataView before = SensorRow.View(Context, 80, 1, isMoved: false);
        Action<MapToDomainOptions>[] wrong =
        [
            o => o.InputColumnName = "", o => o.OutputColumnName = "SlicedOT.X", o => o.Kind = (DomainMapKind)9, o => o.Use = (AdaptationUse)9,
            o => o.Scaling = (FeatureScaling)9, o => o.EpsilonScale = double.NaN, o => o.EpsilonScale = 1e9, o => o.ClassPenaltyScale = 0,
            o => o.MaximumAnchors = int.MaxValue, o => o.MaximumRows = 1, o => o.LabelColumnName = null!,
        ];
        foreach (Action<MapToDomainOptions> spoil in wrong)
        {
            var options = new MapToDomainOptions();
            spoil(options);
            Assert.ThrowsAny<ArgumentException>(() => Context.SlicedOT().MapToDomain(before, options));
        }
    }

    private static MapToDomainOptions Options(DomainMapKind kind, bool isRetraining) => new()
    {
        Kind = kind,
        OutputColumnName = "Mapped",
        LabelColumnName = "IsHigh",
        Use = isRetraining ? AdaptationUse.Retraining : AdaptationUse.FrozenModel,
        ReweightsClasses = kind == DomainMapKind.PerFeature,
    };

    private static double Accuracy(IDataView predicted) =>
        predicted.GetColumn<bool>("PredictedLabel").Zip(predicted.GetColumn<bool>("IsHigh"), (x, y) => x == y ? 1.0 : 0.0).Average();

    private sealed class Answer
    {
        public bool PredictedLabel { get; set; }
    }

    private sealed class WideRow
    {
        [VectorType(30)]
        public float[] Features { get; set; } = [];
    }
}
