namespace Microsoft.ML.SlicedOT;

/// <summary>Wasserstein distances of projections onto lines.</summary>
/// <remarks>
/// Every projection onto a unit vector shortens distances, so each of these is at most <c>W_p^p</c> of the measures themselves
/// (Bonneel, Rabin, Peyré and Pfister 2015; the largest slice: Deshpande et al. 2019).
/// </remarks>
public static class SlicedWasserstein
{
    /// <summary>The mean of <c>W_p^p</c> over given directions.</summary>
    /// <param name="source">The source.</param>
    /// <param name="target">The target, of the source's dimension.</param>
    /// <param name="directions">Unit vectors of that dimension.</param>
    /// <param name="p">The exponent of the cost |s-t|^p: 1 or 2.</param>
    /// <returns>The mean, in coordinates to the power p; not negative. Take the p-th root for a distance.</returns>
    /// <exception cref="ArgumentException">Dimensions differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is neither 1 nor 2.</exception>
    public static double Mean(DiscreteMeasure source, DiscreteMeasure target, SlicingDirections directions, int p = 2)
    {
        ProjectedPair pair = Load(source, target, directions, p);
        double sum = 0;
        for (int l = 0; l < directions.Count; l++)
            sum += pair.Cost(directions[l], p);
        return sum / directions.Count;
    }

    /// <summary>The largest <c>W_p^p</c> over given directions.</summary>
    /// <param name="source">The source.</param>
    /// <param name="target">The target, of the source's dimension.</param>
    /// <param name="directions">Unit vectors of that dimension.</param>
    /// <param name="direction">Receives the index of the direction of the largest.</param>
    /// <param name="p">The exponent of the cost |s-t|^p: 1 or 2.</param>
    /// <returns>The largest, in coordinates to the power p; not negative.</returns>
    /// <exception cref="ArgumentException">Dimensions differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is neither 1 nor 2.</exception>
    public static double Max(DiscreteMeasure source, DiscreteMeasure target, SlicingDirections directions, out int direction, int p = 2)
    {
        ProjectedPair pair = Load(source, target, directions, p);
        double largest = -1;
        direction = 0;
        for (int l = 0; l < directions.Count; l++)
        {
            double cost = pair.Cost(directions[l], p);
            if (cost > largest)
                (largest, direction) = (cost, l);
        }

        return largest;
    }

    private static ProjectedPair Load(DiscreteMeasure source, DiscreteMeasure target, SlicingDirections directions, int p)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(directions);
        source.Support.RequireDimensionOf(target.Support);
        UnivariateWasserstein.RequireExponent(p);
        if (directions.Dimension != source.Dimension)
        {
            throw new ArgumentException(
                $"The directions have dimension {directions.Dimension} and the points {source.Dimension}; both must be equal.",
                nameof(directions));
        }

        return new ProjectedPair(source, target);
    }
}
