namespace Microsoft.ML.SlicedOT;

/// <summary>Exact 1-D Kantorovich potentials along the slicing directions.</summary>
/// <remarks>
/// In high dimension a tight frame has many directions and hardly any two of them tell different things about a pair: neighbours are then summed
/// into one feature, so that the Gram matrix stays small while the untrained model is still in the span.
/// </remarks>
internal sealed class SliceBlock(SlicingDirections directions, int directionsPerFeature = 1) : IFeatureBlock
{
    public const int MostInHighDimension = 64;

    public FeatureBlockKind Kind => FeatureBlockKind.Slices;

    public int Count => (directions.Count + directionsPerFeature - 1) / directionsPerFeature;

    public SlicingDirections Directions => directions;

    /// <summary>How many neighbouring directions are summed into one feature.</summary>
    public int DirectionsPerFeature => directionsPerFeature;

    public static SliceBlock For(SlicingDirections directions) => new(
        directions,
        directions.Dimension > MeasureMoments.FullCovarianceLimit ? (directions.Count + MostInHighDimension - 1) / MostInHighDimension : 1);

    public string Name(int feature)
    {
        int first = feature * directionsPerFeature, last = Math.Min(first + directionsPerFeature, directions.Count) - 1;
        return first == last ? $"Slice[{first}]" : $"Slices[{first}..{last}]";
    }

    public void Compute(FeatureWorkspace pair, Span<double> columns)
    {
        if (directionsPerFeature == 1)
        {
            SlicedPotentials.Compute(pair.Problem, directions, columns);
            return;
        }

        int n = pair.SourceCount;
        int length = checked(directions.Count * n);
        Span<double> slices = pair.Scratch(length)[..length];
        SlicedPotentials.Compute(pair.Problem, directions, slices);
        columns.Clear();
        for (int l = 0; l < directions.Count; l++)
        {
            Span<double> column = columns.Slice(l / directionsPerFeature * n, n);
            System.Numerics.Tensors.TensorPrimitives.Add(column, slices.Slice(l * n, n), column);
        }
    }

    public void AddTo(FeatureWorkspace pair, ReadOnlySpan<double> coefficients, Span<double> f)
    {
        if (directionsPerFeature == 1)
        {
            SlicedPotentials.Accumulate(pair.Problem, directions, coefficients, f);
            return;
        }

        Span<double> spread = pair.Scratch(directions.Count)[..directions.Count];
        for (int l = 0; l < spread.Length; l++)
            spread[l] = coefficients[l / directionsPerFeature];
        SlicedPotentials.Accumulate(pair.Problem, directions, spread, f);
    }
}
