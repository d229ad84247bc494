namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Axes of a support whose points are all combinations of per-coordinate values, in lexicographic order.
/// Squared Euclidean kernels factorise over such axes.
/// </summary>
internal sealed class ProductGrid
{
    private ProductGrid(GridAxis[] axes) => Axes = axes;

    /// <summary>The axes from the slowest to the fastest index: with lengths q_0, q_1, … point <c>(i_0 q_1 + i_1) q_2 + …</c> has coordinate <c>Axes[k].Coordinate</c> equal to <c>Axes[k].Values[i_k]</c>.</summary>
    public GridAxis[] Axes { get; }

    /// <summary>Finds the axes of a support in the plane or in space; null where the points form no product grid with at least two axes of two values or more.</summary>
    public static ProductGrid? Detect(Support support)
    {
        ReadOnlySpan<int> orders = support.Dimension switch
        {
            2 => [1, 0, 0, 1],
            3 => [2, 1, 0, 2, 0, 1, 1, 2, 0, 1, 0, 2, 0, 2, 1, 0, 1, 2],
            _ => default,
        };

        for (int start = 0; start < orders.Length; start += support.Dimension)
        {
            if (TryOrder(support, orders.Slice(start, support.Dimension)) is { } grid)
                return grid;
        }

        return null;
    }

    private static ProductGrid? TryOrder(Support support, ReadOnlySpan<int> slowestFirst)
    {
        Span<int> lengths = stackalloc int[slowestFirst.Length];
        int stride = 1;
        int axesWithChoice = 0;
        for (int k = lengths.Length - 1; k >= 0; k--)
        {
            lengths[k] = k == 0 ? support.Count / stride : Length(support, slowestFirst[..k], stride);
            axesWithChoice += lengths[k] > 1 ? 1 : 0;
            stride *= lengths[k];
            if (support.Count % stride != 0)
                return null;
        }

        if (axesWithChoice < 2)
            return null;
        var axes = new GridAxis[lengths.Length];
        stride = support.Count;
        for (int k = 0; k < axes.Length; k++)
        {
            stride /= lengths[k];
            ReadOnlySpan<float> coordinate = support.Axis(slowestFirst[k]);
            var values = new float[lengths[k]];
            for (int i = 0; i < values.Length; i++)
                values[i] = coordinate[i * stride];
            axes[k] = new GridAxis(slowestFirst[k], values);
        }

        return Matches(support, axes) ? new ProductGrid(axes) : null;
    }

    /// <summary>How many blocks of <paramref name="stride"/> points pass before a slower coordinate first changes.</summary>
    private static int Length(Support support, ReadOnlySpan<int> slower, int stride)
    {
        int blocks = support.Count / stride;
        for (int block = 1; block < blocks; block++)
        {
            foreach (int coordinate in slower)
            {
                ReadOnlySpan<float> axis = support.Axis(coordinate);
                if (axis[block * stride] != axis[0])
                    return block;
            }
        }

        return blocks;
    }

    private static bool Matches(Support support, GridAxis[] axes)
    {
        int stride = support.Count;
        foreach ((int coordinate, float[] values) in axes)
        {
            stride /= values.Length;
            ReadOnlySpan<float> axis = support.Axis(coordinate);
            for (int i = 0; i < axis.Length; i += stride)
            {
                float value = values[i / stride % values.Length];
                if (axis.Slice(i, stride).ContainsAnyExcept(value))
                    return false;
            }
        }

        return true;
    }
}

/// <summary>One axis of a product grid.</summary>
/// <param name="Coordinate">Which coordinate of the points runs along the axis.</param>
/// <param name="Values">The values it takes, in the order of the points.</param>
internal sealed record GridAxis(int Coordinate, float[] Values);
