using System.Buffers;
using System.Numerics;

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
        SortAlong(source, sourceMasses);
        SortAlong(target, targetMasses);
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

    /// <summary>
    /// Sorts keys and their masses. The order is of keys whose last bits give way to their places: numbers sort faster than numbers with others in tow, and keys
    /// that near, some 1e-13 relative, may change places without a trace in any sum.
    /// </summary>
    public static void SortAlong(Span<double> keys, Span<long> masses)
    {
        int n = keys.Length;
        long[] rented = ArrayPool<long>.Shared.Rent(2 * n);
        Span<long> order = rented.AsSpan(0, n), buffer = rented.AsSpan(n, n);
        if (!masses.ContainsAnyExcept(masses[0]))
        {
            for (int i = 0; i < n; i++)
                order[i] = Ordered(keys[i]);
            RadixSort.Sort(order, buffer);
            for (int i = 0; i < n; i++)
                keys[i] = BitConverter.Int64BitsToDouble(order[i] ^ ((order[i] >> 63) & long.MaxValue));
            ArrayPool<long>.Shared.Return(rented);
            return;
        }

        double[] copy = ArrayPool<double>.Shared.Rent(n);
        long places = (1L << (BitOperations.Log2((uint)n) + 1)) - 1;
        for (int i = 0; i < n; i++)
            order[i] = (Ordered(keys[i]) & ~places) | (uint)i;
        RadixSort.Sort(order, buffer);
        keys.CopyTo(copy);
        masses.CopyTo(buffer);
        for (int i = 0; i < n; i++)
        {
            int place = (int)(order[i] & places);
            keys[i] = copy[place];
            masses[i] = buffer[place];
        }

        ArrayPool<long>.Shared.Return(rented);
        ArrayPool<double>.Shared.Return(copy);
    }

    /// <summary>Bits of floating-point numbers order like integers, those of negative ones backwards: these are turned round. Done twice it is undone.</summary>
    private static long Ordered(double key)
    {
        long bits = BitConverter.DoubleToInt64Bits(key);
        return bits ^ ((bits >> 63) & long.MaxValue);
    }
}
