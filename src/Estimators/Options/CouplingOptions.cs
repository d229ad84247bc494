namespace Microsoft.ML.SlicedOT;

/// <summary>
/// What all coupling estimators have in common: columns, supports, ground cost, regularisation, rows and outputs. Either every row brings its
/// points (<see cref="SourcePointsColumnName"/> …), or the supports are fixed (<see cref="SourceSupport"/>) and rows are weights alone.
/// </summary>
public abstract class CouplingOptions
{
    private protected CouplingOptions()
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

    /// <summary>The cost of moving a unit of mass. A cost matrix needs fixed supports.</summary>
    public GroundCost GroundCost = GroundCost.SquaredEuclidean;

    /// <summary>
    /// The regularisation epsilon in units of the ground cost, positive. Null: <see cref="EpsilonScale"/>. The sweeps of a solve or a refinement grow about
    /// as fast as epsilon falls: below some ten-thousandth of the mean ground cost they run into the thousands, and an iteration that ends at its largest
    /// number of sweeps says so in its exit reason and its marginal violation, not by an exception.
    /// </summary>
    public double? Epsilon;

    /// <summary>
    /// The regularisation as a multiple of the mean ground cost over the training pairs (under the product of each pair's measures), positive.
    /// Null with a null <see cref="Epsilon"/>: 0.05.
    /// </summary>
    public double? EpsilonScale;

    /// <summary>Whether weights are divided by their sum, or must sum to 1.</summary>
    public WeightNormalization WeightNormalization = WeightNormalization.Normalize;

    /// <summary>What <c>Fit</c> does about a row that holds no pair of measures.</summary>
    public BadRowHandling BadRowHandling = BadRowHandling.Throw;

    /// <summary>What <c>Transform</c> does about such a row; saved with the model. A mapping does not know its row's number, so no message has it.</summary>
    public BadRowOutput BadRowOutput = BadRowOutput.Throw;

    /// <summary>
    /// Whether vector outputs have a fixed size, as ML.NET's trainers ask of features. Null: where the input columns have one, by fixed supports or types
    /// such as <c>[VectorType(100, 2)]</c>, potentials, transported points (n x d slots) and couplings have one, too; couplings (n x m slots) stay sparse,
    /// and open above 16,777,215 slots. True: inputs without a size are refused. False: only what fixed supports size, and couplings never. Where sizes
    /// came from types, rows of other views must have as many points.
    /// </summary>
    public bool? FixedSizeOutputs;

    /// <summary>
    /// Coupling entries smaller than this share of the mean entry 1/(n m) are set to zero, so that no more mass than this is dropped. 0 keeps all;
    /// below 1.
    /// </summary>
    public double MaximumDroppedMass = 1e-6;

    /// <summary>
    /// Whether the coupling is rounded onto the marginals (Altschuler, Weed, Rigollet 2017, algorithm 2), so that its row and column sums are the
    /// weights. The other outputs describe the potentials and do not change.
    /// </summary>
    public bool ExactFeasibility;

    /// <summary>Seed of everything random. Equal seeds give equal models, whatever the number of threads.</summary>
    public int Seed = 1;

    /// <summary>Threads that <c>Fit</c> uses, 1 to 1,024; null: one a processor. In <c>Transform</c> ML.NET decides.</summary>
    public int? NumberOfThreads;

    /// <summary>Cancels <c>Fit</c>.</summary>
    public CancellationToken CancellationToken;

    internal CouplingOptions Clone()
    {
        var clone = (CouplingOptions)MemberwiseClone();
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
