using System.Text.Json.Serialization;
using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// All outputs of a coupling transformer without a prefix: an output class for <c>PredictionEngine</c> and <c>CreateEnumerable</c>. Every
/// property is computed; a class of your own with fewer properties of the same names costs less. Serialised by <c>System.Text.Json</c>, the coupling is
/// an array of all its n m entries. A model saved before there was a <see cref="PrimalValue"/>, a <see cref="TotalMass"/> or a <see cref="MatchedSource"/> needs
/// <c>ignoreMissingColumns: true</c>.
/// </summary>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public class CouplingPrediction
{
    /// <summary>The mass from source point i to target point j in slot i * m + j: n x m numbers, row-major, sparse where fewer than half of them are kept.</summary>
    [JsonConverter(typeof(DenseVectorConverter))]
    public VBuffer<float> Coupling { get; set; }

    /// <summary>The mass of the coupling's entries that were too small to keep.</summary>
    public float DroppedMass { get; set; }

    /// <summary>The source potential, n numbers in units of the ground cost, in the gauge relative to the product of the weights.</summary>
    public float[] SourcePotential { get; set; } = [];

    /// <summary>The target potential, m numbers; both potentials determine the coupling.</summary>
    public float[] TargetPotential { get; set; } = [];

    /// <summary>The cost of the coupling, the sum of coupling times ground cost.</summary>
    public float TransportCost { get; set; }

    /// <summary>
    /// The objective, cost + epsilon KL, of the coupling rounded onto the weights: the regularised optimum is at most this. KL is never negative,
    /// so this is above its cost.
    /// </summary>
    public float PrimalValue { get; set; }

    /// <summary>The dual objective at the potentials: the regularised optimum is at least this. It may exceed the transport cost, since the objective does.</summary>
    public float DualValue { get; set; }

    /// <summary>How far the coupling's sums are from the weights, in L1, 0 to 2: small means close to optimal. Rank predictions by this one.</summary>
    public float MarginalViolation { get; set; }

    /// <summary>How far from the regularised optimum the rounded coupling can be at most, relative to its value.</summary>
    public float RelativeDualityGap { get; set; }

    /// <summary>
    /// Pairs of points drawn from the coupling: indices of the source points, ascending. How many, and whether a point may be drawn again, is an option.
    /// </summary>
    public int[] MatchedSource { get; set; } = [];

    /// <summary>The target point that each of them was drawn with, as many indices.</summary>
    public int[] MatchedTarget { get; set; } = [];

    /// <summary>Sinkhorn sweeps that a refinement or a solver took; 0 for a bare prediction.</summary>
    public int Sweeps { get; set; }

    /// <summary>Why the iteration stopped: the name of an <see cref="SlicedOT.ExitReason"/>, or BadInput for a row that holds no pair.</summary>
    public string ExitReason { get; set; } = "";

    /// <summary>Where each source point goes on average (barycentric projection): n x d numbers, row-major.</summary>
    public float[] TransportedSource { get; set; } = [];

    /// <summary>
    /// The mass that leaves each source point, n numbers: the coupling's row sums, the weights but for the violation, or what a mass penalty makes of them.
    /// </summary>
    public float[] SourceMass { get; set; } = [];

    /// <summary>The mass that arrives at each target point, m numbers: its column sums.</summary>
    public float[] TargetMass { get; set; } = [];

    /// <summary>The mass that is moved, the sum of the coupling: 1 without a mass penalty.</summary>
    public float TotalMass { get; set; }

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
