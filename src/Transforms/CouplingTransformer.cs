using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Adds to every row, which is a pair of measures, the coupling between them, its potentials and the certificate of how good they are.
/// Fitted by the estimators of <c>mlContext.SlicedOT()</c>, or found again in a loaded model by its <c>Restore</c>.
/// </summary>
/// <remarks>
/// The output columns, each behind the prefix chosen or under a name of its own, are the properties of <c>CouplingPrediction</c> and documented there:
/// the coupling (n x m, row-major) and what was dropped from it, potentials, transported source, the certificate, sweeps and exit reason. Only what is
/// asked for is computed. Models saved before there was a primal value load without that column.
/// <para>
/// ML.NET reads ahead in batches of 128 rows on several threads: a dense coupling of 784 x 784 is 2.4 MB a row, a sparse one of digits some 0.1 MB.
/// Ask for the coupling only where it is needed; where it is large, read the potentials and ask <see cref="Coupling"/> for rows on demand.
/// </para>
/// <para>
/// The transformers that <c>Fit</c> and <c>Restore</c> give check the view they are to transform. What ML.NET's <c>Model.Load</c> gives consists of
/// ML.NET's own transforms and has their habits: an output hides a column of its name in silence, a column <c>SourceWeights</c> that the view of the fit
/// had not is not read, and as a row of points is one flat vector, points of another dimension are noticed only where their number does not come out
/// whole. Where views may have changed since the fit, transform with what <c>Restore</c> finds in the loaded model.
/// </para>
/// </remarks>
public sealed class CouplingTransformer : PairTransformer
{
    internal CouplingTransformer(TransformerChain<ITransformer> chain, CouplingParameters parameters)
        : base(chain, parameters.Layout)
    {
        Parameters = parameters;
    }

    internal CouplingParameters Parameters { get; }

    /// <summary>
    /// The learned model: ground cost, epsilon, slicing directions, features by name, coefficients, fixed supports and fit report; usable without
    /// ML.NET. Null where couplings are solved and nothing is learned.
    /// </summary>
    public AmortizedCouplingModel? Model => Parameters.Start == StartingPotential.Predicted ? Parameters.Model : null;

    /// <summary>What the fit did. After loading, seconds are zero: they do not travel with the model.</summary>
    public FitReport FitReport => Parameters.Model.Report;

    /// <summary>The regularisation used, in units of the ground cost.</summary>
    public double Epsilon => Parameters.Model.Epsilon;

    /// <summary>How strongly couplings hold on to the source's weights; a relative penalty is resolved, in units of the ground cost.</summary>
    public MassPenalty SourceMassPenalty => Parameters.Model.SourcePenalty;

    /// <summary>The same of the target's.</summary>
    public MassPenalty TargetMassPenalty => Parameters.Model.TargetPenalty;

    /// <summary>The ground cost.</summary>
    public GroundCost GroundCost => Parameters.Model.Cost;

    /// <summary>The fixed source support, or null where rows bring their points.</summary>
    public Support? SourceSupport => Parameters.Model.Geometry?.Source;

    /// <summary>The fixed target support, or null where rows bring their points.</summary>
    public Support? TargetSupport => Parameters.Model.Geometry?.Target;
}
