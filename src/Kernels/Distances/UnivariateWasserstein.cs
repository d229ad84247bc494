namespace Microsoft.ML.SlicedOT;

/// <summary>The exact Wasserstein distance of two measures on the line.</summary>
/// <remarks>
/// The monotone coupling, which joins equal quantiles, is optimal for every cost |s-t|^p with p &gt;= 1 (Santambrogio 2015, theorem 2.9);
/// sorting both measures is all the work, O(n log n + m log m).
/// </remarks>
public static class UnivariateWasserstein
{
    /// <summary>Computes <c>W_p^p</c> of two measures of dimension 1.</summary>
    /// <param name="source">The source, d = 1.</param>
    /// <param name="target">The target, d = 1.</param>
    /// <param name="p">The exponent of the cost |s-t|^p: 1 or 2.</param>
    /// <returns><c>W_p^p</c>, in coordinates to the power p; not negative.</returns>
    /// <exception cref="ArgumentException">A measure of another dimension.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is neither 1 nor 2.</exception>
    public static double Compute(DiscreteMeasure source, DiscreteMeasure target, int p = 2)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        RequireLine(source, nameof(source));
        RequireLine(target, nameof(target));
        RequireExponent(p);
        var pair = new ProjectedPair(source, target);
        return pair.Cost([1f], p);
    }

    /// <summary>Throws where <paramref name="p"/> is neither 1 nor 2.</summary>
    internal static void RequireExponent(int p)
    {
        if (p is not (1 or 2))
            throw new ArgumentOutOfRangeException(nameof(p), p, "The exponent of the cost |s-t|^p must be 1 or 2.");
    }

    private static void RequireLine(DiscreteMeasure measure, string name)
    {
        if (measure.Dimension != 1)
        {
            throw new ArgumentException(
                $"The points have dimension {measure.Dimension} where 1 is required; use SlicedWasserstein or TransportCostBounds, or project them.",
                name);
        }
    }
}
