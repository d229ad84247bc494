namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>Maps between domains and watches for drift saved by every version of their formats stay loadable, and give the outputs they gave.</summary>
public class StoredDomainModelTests
{
    private static readonly MLContext Context = new(1);

    public static TheoryData<DomainMapKind, AdaptationUse> Maps => new(
        (DomainMapKind.Linear, AdaptationUse.FrozenModel),
        (DomainMapKind.PerFeature, AdaptationUse.FrozenModel),
        (DomainMapKind.PerFeatureMonotone, AdaptationUse.FrozenModel),
        (DomainMapKind.Entropic, AdaptationUse.FrozenModel),
        (DomainMapKind.ClassRegularized, AdaptationUse.FrozenModel),
        (DomainMapKind.ClassRegularized, AdaptationUse.Retraining));

    [Theory]
    [MemberData(nameof(Maps))]
    public void AStoredMapStillMapsRowsWhereItDid(DomainMapKind kind, AdaptationUse use)
    {
        ITransformer loaded = StoredModel.StillGives(Context, FileName(kind, use), Rows(use), 1e-4f, "Mapped");
        DomainMapTransformer restored = Context.SlicedOT().RestoreDomainMaps(loaded).Single();
        Assert.Equal((kind, 3), (restored.Map.Kind, restored.Map.Dimension));
        Assert.Equal(use == AdaptationUse.Retraining ? "IsHigh" : null, restored.LabelColumnName);
    }

    /// <summary>Of version 1 the verdict is the smallest p-value; of version 2 features count by their Wasserstein distances alone.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AStoredWatchStillSaysWhatItSaid(int version) =>
        StoredModel.StillGives(Context, $"batches-drift.v{version}", Batches(), 1e-4f, "PValue", "Divergence", "DriftedFeature", "FeatureShift");

    /// <summary>Writes the files of the current format into a temporary directory; run by name, when the format moves on.</summary>
    [Fact(Explicit = true)]
    public void WriteTheStoredModelsAnew()
    {
        string directory = StoredModel.NewDirectory();
        IDataView batches = Batches();
        foreach ((DomainMapKind kind, AdaptationUse use) in Maps.Select(row => row.Data))
        {
            IDataView rows = Rows(use), domain = SensorRow.View(Context, 40, 1, isMoved: use == AdaptationUse.Retraining);
            var options = new MapToDomainOptions { Kind = kind, Use = use, OutputColumnName = "Mapped", LabelColumnName = "IsHigh", ReweightsClasses = kind == DomainMapKind.PerFeature };
            StoredModel.Write(Context, directory, FileName(kind, use), Context.SlicedOT().MapToDomain(domain, options).Fit(rows), rows, "Mapped");
        }

        StoredModel.Write(
            Context, directory, "batches-drift.v3", Context.SlicedOT().WatchDrift(SensorRow.View(Context, 60, 1, isMoved: false)).Fit(batches), batches,
            "PValue", "Divergence", "DriftedFeature", "FeatureShift");
    }

    private static IDataView Rows(AdaptationUse use) => SensorRow.View(Context, 30, 2, isMoved: use == AdaptationUse.FrozenModel);

    private static IDataView Batches() => SensorBatch.View(Context, 6, 10);

    private static string FileName(DomainMapKind kind, AdaptationUse use) => $"domains-{kind}-{use}.v1".ToLowerInvariant();
}
