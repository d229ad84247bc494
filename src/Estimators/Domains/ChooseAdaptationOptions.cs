namespace Microsoft.ML.SlicedOT;

/// <summary>Options of <see cref="SlicedOTCatalog.ChooseAdaptation(IDataView, IDataView, IEstimator{ITransformer}, ChooseAdaptationOptions)"/>.</summary>
public sealed class ChooseAdaptationOptions
{
    /// <summary>The column of features: a vector of Single of known size, in both views.</summary>
    public string FeatureColumnName = "Features";

    /// <summary>The column of labels of the source: keys, booleans or numbers that are classes.</summary>
    public string LabelColumnName = "Label";

    /// <summary>The column of the trainer's predictions, of the labels' type.</summary>
    public string PredictedLabelColumnName = "PredictedLabel";

    /// <summary>The column of the trainer's scores: a vector with a number a class, or a number. Without it predictions count as certain.</summary>
    public string ScoreColumnName = "Score";

    /// <summary>Whether a trained model is kept, or one is trained anew.</summary>
    public AdaptationUse Use = AdaptationUse.FrozenModel;

    /// <summary>How features are scaled before distances are taken.</summary>
    public FeatureScaling Scaling = FeatureScaling.Auto;

    /// <summary>Standard deviations up to which two domains count as alike, 1 to 20.</summary>
    public double AlikeDeviations = 3;

    /// <summary>The ratio of neighbour distances up to which the target counts as inside the source, 1 to 10.</summary>
    public double InsideRatio = 1.15;

    /// <summary>The share of target rows outside the source up to which it counts as inside, 0 to 1; 0.05 is what no change gives.</summary>
    public double InsideShare = 0.1;

    /// <summary>The share of the statistic that the linear map may leave, 0 to 1.</summary>
    public double ResidualShare = 0.25;

    /// <summary>Rows read of each view at most, 100 to 1,000,000; of larger views so many are drawn.</summary>
    public int MaximumRows = 20_000;

    /// <summary>Seed of everything random here; the trainer has its own.</summary>
    public int Seed = 1;

    /// <summary>Cancels between candidates.</summary>
    public CancellationToken CancellationToken;

    internal ChooseAdaptationOptions Copy() => (ChooseAdaptationOptions)MemberwiseClone();

    internal void Validate()
    {
        const int LeastRows = 100, MostRows = 1_000_000;
        foreach ((string? name, string option) in ((string?, string)[])
            [
                (FeatureColumnName, nameof(FeatureColumnName)), (LabelColumnName, nameof(LabelColumnName)),
                (PredictedLabelColumnName, nameof(PredictedLabelColumnName)), (ScoreColumnName, nameof(ScoreColumnName)),
            ])
        {
            if (string.IsNullOrEmpty(name))
                throw Wrong(option, "is empty; name a column");
        }

        if (!Enum.IsDefined(Use))
            throw Wrong(nameof(Use), $"is {Use}; choose FrozenModel or Retraining");
        if (!Enum.IsDefined(Scaling))
            throw Wrong(nameof(Scaling), $"is {Scaling}; choose Auto, Common or PerFeature");
        Require(AlikeDeviations, 1, 20, nameof(AlikeDeviations));
        Require(InsideRatio, 1, 10, nameof(InsideRatio));
        Require(InsideShare, 0, 1, nameof(InsideShare));
        Require(ResidualShare, 0, 1, nameof(ResidualShare));
        if (MaximumRows is < LeastRows or > MostRows)
            throw Wrong(nameof(MaximumRows), $"is {MaximumRows}; it must be between {LeastRows} and {MostRows}");
    }

    private static void Require(double value, double least, double most, string option)
    {
        if (!(value >= least && value <= most))
            throw Wrong(option, FormattableString.Invariant($"is {value}; it must be between {least} and {most}"));
    }

    private static ArgumentException Wrong(string option, string what) => new($"Option {option} {what}.", option);
}
