using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// One of the columns that a transformer adds: all there is to know about it but the mapping that computes it. The chain, schemas, names and
/// the tables of the documentation follow from <see cref="All"/> for couplings, <see cref="Costs"/> for predicted costs, <see cref="Plans"/> for plans.
/// </summary>
/// <param name="Name">The name it has without prefix or renaming; permanent, as the field of the row class that computes it is.</param>
/// <param name="Group">What it is computed together with.</param>
/// <param name="Type">What a row class calls its type.</param>
/// <param name="Size">Of a vector, the number of slots that a layout promises (0: rows differ); null for a scalar.</param>
/// <param name="Description">What it is, as README and documentation say it.</param>
internal sealed record OutputColumn(string Name, OutputGroup Group, Type Type, Func<ColumnLayout, int>? Size, string Description)
{
    /// <summary>Every output, in the order of the documentation.</summary>
    public static IReadOnlyList<OutputColumn> All { get; } =
    [
        Vector("Coupling", OutputGroup.Coupling, layout => layout.CouplingSize,
            "The mass from source point i to target point j in slot i * m + j: n x m numbers, row-major, sparse where fewer than half of them are kept."),
        Scalar<float>("DroppedMass", OutputGroup.Coupling,
            "The mass of the coupling's entries that were too small to keep."),
        Vector("SourcePotential", OutputGroup.Potentials, layout => layout.FixedSourceCount,
            "The source potential, n numbers in units of the ground cost, in the gauge relative to the product of the weights."),
        Vector("TargetPotential", OutputGroup.Potentials, layout => layout.FixedTargetCount,
            "The target potential, m numbers; both potentials determine the coupling."),
        Vector("TransportedSource", OutputGroup.Projection, layout => layout.FixedSourceCount * Math.Max(layout.Dimension, 1),
            "Where each source point goes on average (barycentric projection): n x d numbers, row-major."),
        Vector("SourceMass", OutputGroup.Masses, layout => layout.FixedSourceCount,
            "The mass that leaves each source point, n numbers: the coupling's row sums, the weights but for the violation, or what a mass penalty makes of them."),
        Vector("TargetMass", OutputGroup.Masses, layout => layout.FixedTargetCount,
            "The mass that arrives at each target point, m numbers: its column sums."),
        Scalar<float>("TotalMass", OutputGroup.Masses,
            "The mass that is moved, the sum of the coupling: 1 without a mass penalty."),
        Scalar<float>("TransportCost", OutputGroup.Certificate,
            "The cost of the coupling, the sum of coupling times ground cost."),
        Scalar<float>("PrimalValue", OutputGroup.Certificate,
            "The objective, cost + epsilon KL, of the coupling rounded onto the weights: the regularised optimum is at most this. KL is never negative, so this is above its cost."),
        Scalar<float>("DualValue", OutputGroup.Certificate,
            "The dual objective at the potentials: the regularised optimum is at least this. It may exceed the transport cost, since the objective does."),
        Scalar<float>("MarginalViolation", OutputGroup.Certificate,
            "How far the coupling's sums are from the weights, in L1, 0 to 2: small means close to optimal. Rank predictions by this one."),
        Scalar<float>("RelativeDualityGap", OutputGroup.Certificate,
            "How far from the regularised optimum the rounded coupling can be at most, relative to its value."),
        Indices("MatchedSource",
            "Pairs of points drawn from the coupling: indices of the source points, ascending. How many, and whether a point may be drawn again, is an option."),
        Indices("MatchedTarget",
            "The target point that each of them was drawn with, as many indices."),
        Scalar<int>("Sweeps", OutputGroup.Potentials,
            "Sinkhorn sweeps that a refinement or a solver took; 0 for a bare prediction."),
        Scalar<string>("ExitReason", OutputGroup.Potentials,
            "Why the iteration stopped: the name of an ExitReason, or BadInput for a row that holds no pair."),
    ];

    /// <summary>Every output of a transport cost transformer.</summary>
    public static IReadOnlyList<OutputColumn> Costs { get; } =
    [
        Scalar<float>("TransportCost", OutputGroup.Cost,
            "The predicted cost in squared coordinates, between the bounds; of pairs that were solved, the solution."),
        Scalar<float>("LowerBound", OutputGroup.Cost,
            "At most the cost: proven for this pair."),
        Scalar<float>("UpperBound", OutputGroup.Cost,
            "At least the cost: proven for this pair."),
        Scalar<float>("IntervalLow", OutputGroup.Cost,
            "Of pairs like the training pairs, 90 % have their cost between this and IntervalHigh; the proven bounds where fewer than nine pairs were learned from."),
        Scalar<float>("IntervalHigh", OutputGroup.Cost,
            "The upper end of that interval."),
        Scalar<bool>("UnlikeTraining", OutputGroup.Cost,
            "Whether the pair's bounds are unlike those of 99 % of the training pairs, so that the 90 % interval says little; never with fewer than fifty of them."),
        Scalar<bool>("Solved", OutputGroup.Cost,
            "Whether the pair was solved because its proven bounds were further apart than the tolerance."),
    ];

    /// <summary>Every output of a plan transformer.</summary>
    public static IReadOnlyList<OutputColumn> Plans { get; } =
    [
        Vector("Coupling", OutputGroup.Plan, _ => 0,
            "The mass from source point i to target point j in slot i * m + j: n x m numbers, row-major, sparse; its sums are the weights."),
        Scalar<float>("TransportCost", OutputGroup.Plan,
            "The cost of the coupling in squared coordinates: at least the least one, W2²."),
        Scalar<float>("LowerBound", OutputGroup.Plan,
            "At most W2²: proven for this pair."),
        Scalar<float>("RelativeGap", OutputGroup.Plan,
            "By how much the coupling can be dearer than the cheapest one at most, relative to its cost: (TransportCost - LowerBound) / TransportCost."),
    ];

    /// <summary>The output of an embedding transformer.</summary>
    public static IReadOnlyList<OutputColumn> Embeddings { get; } =
        [Vector("Features", OutputGroup.Embedding, layout => layout.TargetSize, "The distances W2 of the row's measure to the references.")];

    /// <summary>Its name inside the chain.</summary>
    public string Reserved => ReservedColumns.Prefix + Name;

    private static OutputColumn Scalar<T>(string name, OutputGroup group, string description) => new(name, group, typeof(T), null, description);

    private static OutputColumn Indices(string name, string description) => new(name, OutputGroup.Matches, typeof(VBuffer<int>), _ => 0, description);

    private static OutputColumn Vector(string name, OutputGroup group, Func<ColumnLayout, int> size, string description) =>
        new(name, group, typeof(VBuffer<float>), size, description);
}

/// <summary>Outputs that one mapping computes together; reading one of them computes all, and the potentials first.</summary>
internal enum OutputGroup
{
    /// <summary>Prediction, refinement or solve.</summary>
    Potentials,

    /// <summary>Cost, objective and bounds.</summary>
    Certificate,

    /// <summary>The coupling entry by entry.</summary>
    Coupling,

    /// <summary>The barycentric projection.</summary>
    Projection,

    /// <summary>Pairs drawn from the coupling.</summary>
    Matches,

    /// <summary>The predicted cost and its bounds.</summary>
    Cost,

    /// <summary>The plan of the mass bisection.</summary>
    Plan,

    /// <summary>The distances to references.</summary>
    Embedding,

    /// <summary>The coupling's sums.</summary>
    Masses,
}

/// <summary>An output under the user's name.</summary>
/// <param name="Column">Which one.</param>
/// <param name="Name">Its name.</param>
/// <param name="Size">The number of slots of a vector of fixed size, else 0.</param>
internal readonly record struct NamedOutput(OutputColumn Column, string Name, int Size);
