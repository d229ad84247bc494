namespace Microsoft.ML.SlicedOT;

/// <summary>The cost of the monotone coupling of two measures on a line, which is the optimal one for |s-t|^p, p &gt;= 1.</summary>
internal static class LineTransport
{
    /// <summary>The weight of one unit of integer mass.</summary>
    public const double Unit = 1.0 / FixedPointMass.One;

    /// <summary>Sorts both sides in place and merges their quantiles.</summary>
    /// <param name="source">Positions, all finite.</param>
    /// <param name="sourceMasses">Masses of <paramref name="source"/>, all positive; sorted along.</param>
    /// <param name="target">As <paramref name="source"/>.</param>
    /// <param name="targetMasses">As <paramref name="sourceMasses"/>, of the same sum.</param>
    /// <param name="p">1 or 2.</param>
    /// <returns><c>W_p^p</c>, masses taken in units of <see cref="Unit"/>.</returns>
    public static double Cost(Span<double> source, Span<long> sourceMasses, Span<double> target, Span<long> targetMasses, int p)
    {
        source.Sort(sourceMasses);
        target.Sort(targetMasses);
        double cost = 0;
        int i = 0, j = 0;
        long left = sourceMasses[0], right = targetMasses[0];
        while (true)
        {
            long moved = Math.Min(left, right);
            double step = source[i] - target[j];
            cost += moved * (p == 2 ? step * step : Math.Abs(step));
            left -= moved;
            right -= moved;
            if (left == 0)
            {
                if (++i == source.Length)
                    break;
                left = sourceMasses[i];
            }

            if (right == 0)
            {
                if (++j == target.Length)
                    break;
                right = targetMasses[j];
            }
        }

        return cost * Unit;
    }
}
