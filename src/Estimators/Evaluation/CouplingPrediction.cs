using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// All outputs of a coupling transformer without a prefix: an output class for <c>PredictionEngine</c> and <c>CreateEnumerable</c>. Every field is
/// computed; a class of your own with fewer fields of the same names costs less.
/// </summary>
public class CouplingPrediction
{
    /// <summary>The mass from source point i to target point j in slot i * m + j; sparse where fewer than half of the entries are kept.</summary>
    public VBuffer<float> Coupling;

    /// <summary>The mass of the coupling's entries that were too small to keep.</summary>
    public float DroppedMass;

    /// <summary>The source potential, n numbers in units of the ground cost, gauge relative to the product measure.</summary>
    public float[] SourcePotential = [];

    /// <summary>The target potential, m numbers.</summary>
    public float[] TargetPotential = [];

    /// <summary>The mean cost of the coupling, the sum of coupling times ground cost.</summary>
    public float TransportCost;

    /// <summary>The dual objective at the potentials: a lower bound of the regularised optimum.</summary>
    public float DualValue;

    /// <summary>L1 distance of the coupling's marginals from the weights: small means close to optimal.</summary>
    public float MarginalViolation;

    /// <summary>An upper bound of the suboptimality of the rounded coupling, relative to its value.</summary>
    public float RelativeDualityGap;

    /// <summary>Sinkhorn sweeps used.</summary>
    public int Sweeps;

    /// <summary>Why the iteration stopped; the name of an <see cref="SlicedOT.ExitReason"/>.</summary>
    public string ExitReason = "";

    /// <summary>Where each source point goes on average, n x d row-major.</summary>
    public float[] TransportedSource = [];

    /// <summary>The mass that goes from source point <paramref name="i"/> to target point <paramref name="j"/>.</summary>
    /// <param name="i">Index of the source point.</param>
    /// <param name="j">Index of the target point.</param>
    public float MassBetween(int i, int j)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(i);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(i, SourcePotential.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(j);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(j, TargetPotential.Length);
        return Coupling.GetItemOrDefault((i * TargetPotential.Length) + j);
    }
}
