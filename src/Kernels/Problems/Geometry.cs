using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Two supports and the ground cost between them: everything of a transport problem that does not depend on weights.
/// What is derived from it (cost matrices, sorted slices) is computed once, on first use, and shared between threads:
/// make one geometry for fixed supports and use it for all pairs of weights.
/// </summary>
public sealed class Geometry
{
    /// <summary>Most entries that are kept as a dense cost matrix.</summary>
    internal const long LargestDenseCost = 64L << 20;

    /// <summary>Up to this dimension squared distances are cheaper to compute than to load.</summary>
    internal const int LargestDimensionOnTheFly = 8;

    private (long Source, long Target) _versions;
    private float[]? _denseCost;
    private float[]? _denseCostTransposed;

    /// <summary>Joins two supports and a cost.</summary>
    /// <param name="source">The source points.</param>
    /// <param name="target">The target points, of the same dimension.</param>
    /// <param name="cost">The ground cost.</param>
    /// <exception cref="PairException">The dimensions differ, or the cost cannot be computed between these points (see the message).</exception>
    public Geometry(Support source, Support target, GroundCost cost)
        : this(source, target, cost, isShared: true)
    {
    }

    internal Geometry(Support source, Support target, GroundCost cost, bool isShared)
    {
        ArgumentNullException.ThrowIfNull(cost);
        Cost = cost;
        IsShared = isShared;
        Assign(source, target);
    }

    /// <summary>Joins two other supports, where no one else uses the geometry.</summary>
    [MemberNotNull(nameof(Source), nameof(Target), nameof(SourcePoints), nameof(TargetPoints))]
    internal void Assign(Support source, Support target)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        source.RequireDimensionOf(target);
        _versions = (-1, -1); // until all is done
        Source = source;
        Target = target;
        _denseCost = null;
        _denseCostTransposed = null;
        IsSymmetric = Cost is not MatrixCost && source.ContentEquals(target);
        SourcePoints = Cost.Prepare(source, PairSide.Source);
        TargetPoints = IsSymmetric ? SourcePoints : Cost.Prepare(target, PairSide.Target);
        CostBound = Cost.Bound(SourcePoints, TargetPoints);
        _versions = (source.Version, target.Version);
    }

    /// <summary>The source points, as given.</summary>
    public Support Source { get; private set; }

    /// <summary>The target points, as given.</summary>
    public Support Target { get; private set; }

    /// <summary>The ground cost.</summary>
    public GroundCost Cost { get; }

    /// <summary>Number n of source points.</summary>
    public int SourceCount => Source.Count;

    /// <summary>Number m of target points.</summary>
    public int TargetCount => Target.Count;

    /// <summary>The source points as the cost reads them: scaled to length 1 for the sphere arc, otherwise <see cref="Source"/>. Slices and features use these.</summary>
    internal Support SourcePoints { get; private set; }

    /// <summary>The target points as the cost reads them; the same instance as <see cref="SourcePoints"/> where <see cref="IsSymmetric"/>.</summary>
    internal Support TargetPoints { get; private set; }

    /// <summary>Whether the supports hold the points they were joined with.</summary>
    internal bool IsCurrent => _versions == (Source.Version, Target.Version);

    /// <summary>Held while something that is shared is derived from the supports.</summary>
    internal Lock Lock { get; } = new();

    /// <summary>Whether both supports are equal and the cost matrix is therefore symmetric (never claimed for a given matrix).</summary>
    internal bool IsSymmetric { get; private set; }

    /// <summary>Whether more than one pair is to be expected on these supports, so that what is derived from them is worth keeping: false for the geometry of a single pair.</summary>
    internal bool IsShared { get; }

    /// <summary>An upper bound of the absolute value of the cost.</summary>
    internal double CostBound { get; private set; }

    /// <summary>Whether kernels load the cost from <see cref="DenseCost"/>; otherwise they compute squared distances from <see cref="Support.Axis"/>, or single rows by <see cref="WriteCostRow"/>.</summary>
    internal bool HasDenseCost =>
        Cost is MatrixCost
        || ((Cost is not SquaredEuclideanCost || Source.Dimension > LargestDimensionOnTheFly) && (long)SourceCount * TargetCount <= LargestDenseCost);

    /// <summary>The n x m cost matrix, row-major, where <see cref="HasDenseCost"/>; otherwise null. Built on first use; the array never moves in memory, as kernels read it by pointer.</summary>
    internal float[]? DenseCost => !HasDenseCost ? null : Volatile.Read(ref _denseCost) ?? BuildDenseCost();

    /// <summary>The m x n transpose of <see cref="DenseCost"/>, the same array where the cost is symmetric.</summary>
    internal float[]? DenseCostTransposed => !HasDenseCost ? null : IsSymmetric ? DenseCost : Volatile.Read(ref _denseCostTransposed) ?? BuildTranspose();

    /// <summary>The cost between source point <paramref name="i"/> and target point <paramref name="j"/>, in double precision.</summary>
    /// <param name="i">Index of the source point.</param>
    /// <param name="j">Index of the target point.</param>
    public double Evaluate(int i, int j) => Cost.Evaluate(SourcePoints, i, TargetPoints, j);

    /// <summary>The mean cost under the product measure, <c>sum_ij a_i b_j C_ij</c>; O((n + m) d) for squared Euclidean.</summary>
    /// <param name="sourceWeights">The n weights a, of sum 1.</param>
    /// <param name="targetWeights">The m weights b, of sum 1.</param>
    /// <exception cref="ArgumentException">A wrong number of weights.</exception>
    public double MeanCost(ReadOnlySpan<double> sourceWeights, ReadOnlySpan<double> targetWeights)
    {
        if (sourceWeights.Length != SourceCount || targetWeights.Length != TargetCount)
        {
            throw new ArgumentException(
                $"{sourceWeights.Length} and {targetWeights.Length} weights were given for {SourceCount} source and {TargetCount} target points; give one weight a point.");
        }

        return Cost.Mean(SourcePoints, sourceWeights, TargetPoints, targetWeights);
    }

    /// <summary>Writes the costs of row <paramref name="i"/> in float32, whether or not the matrix is kept.</summary>
    internal void WriteCostRow(int i, Span<float> row)
    {
        if (DenseCost is { } dense)
            dense.AsSpan(i * TargetCount, TargetCount).CopyTo(row);
        else
            Cost.WriteRow(SourcePoints, i, TargetPoints, row);
    }

    private float[] BuildDenseCost()
    {
        lock (Lock)
        {
            if (_denseCost is { } built)
                return built;
            float[] dense;
            if (Cost is MatrixCost matrix)
                dense = matrix.Costs;
            else
            {
                dense = GC.AllocateUninitializedArray<float>(checked(SourceCount * TargetCount), pinned: true);
                for (int i = 0; i < SourceCount; i++)
                    Cost.WriteRow(SourcePoints, i, TargetPoints, dense.AsSpan(i * TargetCount, TargetCount));
            }

            Volatile.Write(ref _denseCost, dense);
            return dense;
        }
    }

    private unsafe float[] BuildTranspose()
    {
        float[] dense = DenseCost!;
        lock (Lock)
        {
            if (_denseCostTransposed is { } built)
                return built;
            float[] transposed = GC.AllocateUninitializedArray<float>(dense.Length, pinned: true);
            fixed (float* source = dense, destination = transposed)
                Transposition.Write(source, SourceCount, TargetCount, TargetCount, destination, SourceCount);
            Volatile.Write(ref _denseCostTransposed, transposed);
            return transposed;
        }
    }
}
