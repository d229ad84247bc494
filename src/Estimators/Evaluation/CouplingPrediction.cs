using System.Text.Json.Serialization;
using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// All outputs of a coupling transformer without a prefix: an output class for <c>PredictionEngine</c> and <c>CreateEnumerable</c>. Every
/// property is computed; a class of your own with fewer properties of the same names costs less. Serialised by <c>System.Text.Json</c>, the coupling is
/// an array of all its n m entries. A model saved before there was a <see cref="PrimalValue"/> needs <c>ignoreMissingColumns: true</c>.
/// </summary>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public class CouplingPrediction
{
    /// <summary>The mass from source point i to target point j in slot i * m + j; sparse where fewer than half of the entries are kept.</summary>
    [JsonConverter(typeof(DenseVectorConverter))]
    public VBuffer<float> Coupling { get; set; }

    /// <summary>The mass of the coupling's entries that were too small to keep.</summary>
    public float DroppedMass { get; set; }

    /// <summary>The source potential, n numbers in units of the ground cost, gauge relative to the product measure.</summary>
    public float[] SourcePotential { get; set; } = [];

    /// <summary>The target potential, m numbers.</summary>
    public float[] TargetPotential { get; set; } = [];

    /// <summary>The mean cost of the coupling, the sum of coupling times ground cost.</summary>
    public float TransportCost { get; set; }

    /// <summary>
    /// The objective cost + epsilon KL(P | a b^T) of the coupling rounded onto the weights: an upper bound of the regularised optimum. It exceeds the
    /// transport cost by the KL term, which is never negative.
    /// </summary>
    public float PrimalValue { get; set; }

    /// <summary>
    /// The dual objective at the potentials: a lower bound of the regularised optimum, whose objective is cost + epsilon KL, so that the dual value may
    /// exceed the transport cost.
    /// </summary>
    public float DualValue { get; set; }

    /// <summary>L1 distance of the coupling's marginals from the weights: small means close to optimal.</summary>
    public float MarginalViolation { get; set; }

    /// <summary>An upper bound of the suboptimality of the rounded coupling, relative to its value.</summary>
    public float RelativeDualityGap { get; set; }

    /// <summary>Sinkhorn sweeps used.</summary>
    public int Sweeps { get; set; }

    /// <summary>Why the iteration stopped; the name of an <see cref="SlicedOT.ExitReason"/>.</summary>
    public string ExitReason { get; set; } = "";

    /// <summary>Where each source point goes on average, n x d row-major.</summary>
    public float[] TransportedSource { get; set; } = [];

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
