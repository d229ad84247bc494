namespace Microsoft.ML.SlicedOT;

/// <summary>Options of <see cref="SlicedOTCatalog.MapToDomain(IDataView, MapToDomainOptions)"/>.</summary>
public sealed class MapToDomainOptions
{
    /// <summary>The column of features: a vector of Single of known size, in both views.</summary>
    public string InputColumnName = "Features";

    /// <summary>The column of mapped features; null: <see cref="InputColumnName"/>, which is then replaced.</summary>
    public string? OutputColumnName;

    /// <summary>What the map is for.</summary>
    public AdaptationUse Use = AdaptationUse.FrozenModel;

    /// <summary>The kind of map.</summary>
    public DomainMapKind Kind = DomainMapKind.Linear;

    /// <summary>How features are scaled before distances are taken.</summary>
    public FeatureScaling Scaling = FeatureScaling.Auto;

    /// <summary>
    /// The column of labels in the labelled view (the domain in front of a trained model, the rows of the fit for retraining): keys, numbers or booleans.
    /// Read by <see cref="DomainMapKind.ClassRegularized"/> and <see cref="ReweightsClasses"/>, ignored otherwise.
    /// </summary>
    public string LabelColumnName = "Label";

    /// <summary>A column of Single with a weight a row, in both views; null: uniform.</summary>
    public string? WeightColumnName;

    /// <summary>Whether the labelled rows are weighted by class proportions estimated for the others: for domains that differ in proportions, too.</summary>
    public bool ReweightsClasses;

    /// <summary>Epsilon of entropic maps as a multiple of the mean squared distance within the domains, 0.001 to 100; null: 0.1.</summary>
    public double? EpsilonScale;

    /// <summary>Weight of the class penalty as a multiple of the same distance, 0.001 to 100; null: 0.1.</summary>
    public double? ClassPenaltyScale;

    /// <summary>Points of the domain that an entropic map keeps, 10 to 10,000, of a larger domain centres of clusters; null: 3,000.</summary>
    public int? MaximumAnchors;

    /// <summary>Whether entropic maps correct means and spreads afterwards; null: in front of a trained model only.</summary>
    public bool? CorrectsSpread;

    /// <summary>Rows read of each view at most, 100 to 10,000,000; of larger views so many are drawn.</summary>
    public int MaximumRows = 50_000;

    /// <summary>
    /// Whether a linear or entropic map may be learned from fewer rows than features. Refused by default: shrinkage then decides more than the data do.
    /// </summary>
    public bool AllowsFewRows;

    /// <summary>Seed of everything random.</summary>
    public int Seed = 1;

    /// <summary>Cancels a fit.</summary>
    public CancellationToken CancellationToken;

    internal MapToDomainOptions Copy() => (MapToDomainOptions)MemberwiseClone();

    internal void Validate()
    {
        const int LeastRows = 100, MostRows = 10_000_000;
        CheckName(InputColumnName, nameof(InputColumnName));
        CheckName(OutputColumnName ?? "-", nameof(OutputColumnName));
        CheckName(LabelColumnName, nameof(LabelColumnName));
        CheckName(WeightColumnName ?? "-", nameof(WeightColumnName));
        if (!Enum.IsDefined(Use))
            throw Wrong(nameof(Use), $"is {Use}; choose FrozenModel or Retraining");
        if (MaximumRows is < LeastRows or > MostRows)
            throw Wrong(nameof(MaximumRows), $"is {MaximumRows}; it must be between {LeastRows} and {MostRows}");
        try
        {
            int[] anyClasses = [0, 1];
            MapOptions(Use == AdaptationUse.Retraining ? anyClasses : null, Use == AdaptationUse.FrozenModel ? anyClasses : null).Validate();
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new ArgumentException($"Option {error.ParamName}: {error.Message}", error.ParamName, error);
        }
    }

    /// <summary>Whether labels are read.</summary>
    internal bool ReadsLabels => Kind == DomainMapKind.ClassRegularized || ReweightsClasses;

    internal DomainMapOptions MapOptions(IReadOnlyList<int>? sourceClasses, IReadOnlyList<int>? targetClasses)
    {
        var defaults = new DomainMapOptions();
        return defaults with
        {
            Kind = Kind,
            Scaling = Scaling,
            EpsilonScale = EpsilonScale ?? defaults.EpsilonScale,
            ClassPenaltyScale = ClassPenaltyScale ?? defaults.ClassPenaltyScale,
            MaximumAnchors = MaximumAnchors ?? defaults.MaximumAnchors,
            CorrectsSpread = CorrectsSpread ?? (Use == AdaptationUse.FrozenModel),
            SourceClasses = sourceClasses,
            TargetClasses = targetClasses,
            ReweightsClasses = ReweightsClasses,
            Seed = Seed,
        };
    }

    private static void CheckName(string? name, string option)
    {
        if (string.IsNullOrEmpty(name))
            throw Wrong(option, "is empty; name a column");
        if (name.StartsWith(ReservedColumns.Prefix, StringComparison.Ordinal))
            throw Wrong(option, $"is '{name}', and names that begin with '{ReservedColumns.Prefix}' are reserved");
    }

    private static ArgumentException Wrong(string option, string what) => new($"Option {option} {what}.", option);
}

/// <summary>What a domain map is for.</summary>
public enum AdaptationUse
{
    /// <summary>Today's rows are mapped back to where a model was trained; the model stays as it is.</summary>
    FrozenModel,

    /// <summary>Labelled rows are mapped to today's domain, and a model is trained on them.</summary>
    Retraining,
}
