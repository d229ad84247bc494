namespace Microsoft.ML.SlicedOT;

/// <summary>What all coupling estimators have in common besides their rows: ground cost, regularisation and what becomes of the coupling.</summary>
public abstract class CouplingOptions : PairOptions
{
    private protected CouplingOptions()
    {
    }

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

    /// <summary>
    /// How strongly couplings hold on to the source's weights. <see cref="MassPenalty.Exact"/>, the default: all mass leaves, and weights are normalised. With a
    /// penalty mass that is dear to move may stay, weights keep their totals, and <c>SourceMass</c> says what leaves. A relative one is a multiple of the mean
    /// ground cost over the training pairs.
    /// </summary>
    public MassPenalty SourceMassPenalty;

    /// <summary>The same of the target's weights: with a penalty less may arrive than is asked for, or more; <c>TargetMass</c> says how much.</summary>
    public MassPenalty TargetMassPenalty;

    /// <summary>
    /// Whether vector outputs have a fixed size, as ML.NET's trainers ask of features. Null: where the input columns have one, by fixed supports or types
    /// such as <c>[VectorType(100, 2)]</c>, potentials, transported points (n x d slots) and couplings have one, too; couplings (n x m slots) stay sparse,
    /// and open above 16,777,215 slots. True: inputs without a size are refused. False: only what fixed supports size, and couplings never. Where sizes
    /// came from types, rows of other views must have as many points.
    /// </summary>
    public bool? FixedSizeOutputs;

    /// <summary>
    /// Coupling entries smaller than this share of the mean entry 1/(n m) (with mass penalties of the moved mass over n m) are set to zero, so that no more mass than this is dropped. 0 keeps all;
    /// below 1.
    /// </summary>
    public double MaximumDroppedMass = 1e-6;

    /// <summary>
    /// Whether the coupling is rounded onto the marginals (Altschuler, Weed, Rigollet 2017, algorithm 2), so that its row and column sums are the
    /// weights. The other outputs describe the potentials and do not change. Not with a mass penalty.
    /// </summary>
    public bool ExactFeasibility;

    /// <summary>
    /// How the outputs MatchedSource and MatchedTarget are drawn. Equal rows get equal matches; for other ones fit with another seed, or draw more.
    /// </summary>
    public MatchOptions Matches = new();

    /// <summary>
    /// Column of the source points' classes, a vector of Single, one a point, equal numbers for one class: matches are then drawn between points of one class only.
    /// Null, as for the target: classes do not matter.
    /// </summary>
    public string? SourceClassesColumnName;

    /// <summary>Column of the target points' classes.</summary>
    public string? TargetClassesColumnName;

    internal sealed override GroundCost Cost => GroundCost;
}
