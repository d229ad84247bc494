namespace Microsoft.ML.SlicedOT;

/// <summary>Exact 1-D Kantorovich potentials along the slicing directions.</summary>
internal sealed class SliceBlock(SlicingDirections directions) : IFeatureBlock
{
    public FeatureBlockKind Kind => FeatureBlockKind.Slices;

    public int Count => directions.Count;

    internal SlicingDirections Directions => directions;

    public string Name(int feature) => $"Slice[{feature}]";

    public void Compute(FeatureWorkspace pair, Span<double> columns) =>
        SlicedPotentials.Compute(pair.Problem, directions, columns);

    public void AddTo(FeatureWorkspace pair, ReadOnlySpan<double> coefficients, Span<double> f) =>
        SlicedPotentials.Accumulate(pair.Problem, directions, coefficients, f);
}
