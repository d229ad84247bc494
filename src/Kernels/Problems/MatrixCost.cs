namespace Microsoft.ML.SlicedOT;

/// <summary>A cost given entry by entry between two fixed supports.</summary>
internal sealed class MatrixCost : GroundCost
{
    private readonly float[] _costs;
    private readonly double _bound;

    public MatrixCost(ReadOnlySpan<float> costs, int sourceCount, int targetCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetCount, 1);
        if (costs.Length != (long)sourceCount * targetCount)
        {
            throw new ArgumentException(
                $"The cost matrix has {costs.Length} entries where {sourceCount} x {targetCount} = {(long)sourceCount * targetCount} are needed; give it row-major, one row a source point.",
                nameof(costs));
        }

        // Copied first, so that what is checked is what is kept.
        _costs = GC.AllocateUninitializedArray<float>(costs.Length, pinned: true);
        costs.CopyTo(_costs);
        costs = _costs;
        for (int k = 0; k < costs.Length; k++)
        {
            if (!float.IsFinite(costs[k]))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"The cost from source point {k / targetCount} to target point {k % targetCount} is {costs[k]}; costs must be finite. Use a large number for a forbidden move."),
                    nameof(costs));
            }

            _bound = Math.Max(_bound, Math.Abs(costs[k]));
        }

        SourceCount = sourceCount;
        TargetCount = targetCount;
    }

    public override GroundCostKind Kind => GroundCostKind.Matrix;

    internal override int UnivariateExponent => 1;

    public int SourceCount { get; }

    public int TargetCount { get; }

    /// <summary>Row-major costs, source x target.</summary>
    public float[] Costs => _costs;

    public override double Evaluate(ReadOnlySpan<float> x, ReadOnlySpan<float> y) =>
        throw new NotSupportedException("A cost matrix knows the indices of points, not their coordinates; use Geometry.Evaluate(i, j).");

    internal override double Evaluate(Support source, int i, Support target, int j) => _costs[(i * TargetCount) + j];

    internal override void WriteRow(Support source, int i, Support target, Span<float> row) => _costs.AsSpan(i * TargetCount, TargetCount).CopyTo(row);

    internal override double Bound(Support source, Support target)
    {
        if (source.Count != SourceCount || target.Count != TargetCount)
        {
            throw new PairException(
                $"The cost matrix is {SourceCount} x {TargetCount} and the supports have {source.Count} and {target.Count} points; they must agree.");
        }

        return _bound;
    }
}
