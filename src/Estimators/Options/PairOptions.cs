namespace Microsoft.ML.SlicedOT;

/// <summary>
/// What all estimators of pairs have in common: columns, supports, rows and outputs. Either every row brings its
/// points (<see cref="SourcePointsColumnName"/> …), or the supports are fixed (<see cref="SourceSupport"/>) and rows are weights alone.
/// </summary>
public abstract class PairOptions
{
    private protected PairOptions()
    {
    }

    /// <summary>Column of the source points: a vector of Single, coordinates row-major, point after point. Not read with fixed supports.</summary>
    public string SourcePointsColumnName = "SourcePoints";

    /// <summary>Column of the target points. Not read with fixed supports.</summary>
    public string TargetPointsColumnName = "TargetPoints";

    /// <summary>
    /// Column of the source weights: a vector of Single, one a point, finite and not negative. Null: the column "SourceWeights" where the view
    /// given to <c>Fit</c> has one (with fixed supports it must), else uniform weights, and a later view that has the column is refused. Empty: uniform
    /// weights, whatever columns there are.
    /// </summary>
    public string? SourceWeightsColumnName;

    /// <summary>
    /// Column of the target weights. Null: the column "TargetWeights" where the view has one (with fixed supports it must), else uniform weights.
    /// Empty: uniform weights.
    /// </summary>
    public string? TargetWeightsColumnName;

    /// <summary>
    /// What the names of all output columns begin with, so that several components fit into one pipeline. An output of the name of a column that is
    /// there already is refused.
    /// </summary>
    public string OutputColumnPrefix = "";

    /// <summary>
    /// Names of output columns that the prefix does not give: keys are the outputs' usual names, <c>Coupling</c> or <c>TransportCost</c>, values the names
    /// they are to have, prefix or not; null as a value leaves that output out. Null: every output, by its usual name behind the prefix.
    /// </summary>
    public IReadOnlyDictionary<string, string?>? OutputColumnNames;

    /// <summary>Number of coordinates of a point, at least 1; null to read it off a column type with two dimensions or off the fixed supports.</summary>
    public int? Dimension;

    /// <summary>Source points that all rows share; rows are then weights on them. <see cref="Support.Grid"/> gives the pixels of an image.</summary>
    public Support? SourceSupport;

    /// <summary>Target points that all rows share; null: the same as <see cref="SourceSupport"/>.</summary>
    public Support? TargetSupport;

    /// <summary>Whether weights are divided by their sum, or must sum to 1. Where couplings have a mass penalty, weights that are not refused keep their totals.</summary>
    public WeightNormalization WeightNormalization = WeightNormalization.Normalize;

    /// <summary>What <c>Fit</c> does about a row that holds no pair of measures.</summary>
    public BadRowHandling BadRowHandling = BadRowHandling.Throw;

    /// <summary>What <c>Transform</c> does about such a row; saved with the model. A mapping does not know its row's number, so no message has it.</summary>
    public BadRowOutput BadRowOutput = BadRowOutput.Throw;

    /// <summary>Seed of everything random. Equal seeds give equal models, whatever the number of threads.</summary>
    public int Seed = 1;

    /// <summary>Threads that <c>Fit</c> uses, 1 to 1,024; null: one a processor. In <c>Transform</c> ML.NET decides.</summary>
    public int? NumberOfThreads;

    /// <summary>Cancels <c>Fit</c>.</summary>
    public CancellationToken CancellationToken;

    /// <summary>The cost between points.</summary>
    internal virtual GroundCost Cost => GroundCost.SquaredEuclidean;

    /// <summary>The outputs there are.</summary>
    internal virtual IReadOnlyList<OutputColumn> Outputs => OutputColumn.All;

    internal PairOptions Clone()
    {
        var clone = (PairOptions)MemberwiseClone();
        clone.OutputColumnNames = OutputColumnNames is null ? null : new Dictionary<string, string?>(OutputColumnNames);
        return clone;
    }
}

/// <summary>What a fit does about a row that holds no pair of measures.</summary>
public enum BadRowHandling
{
    /// <summary>Throws an <see cref="InvalidDataException"/> that names row, column, slot and value.</summary>
    Throw,

    /// <summary>Leaves the row out and says so in <see cref="FitReport.Skipped"/>.</summary>
    Skip,
}
