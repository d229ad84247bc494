using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The exponential mean <c>-rho log sum_i w_i exp(-v_i / rho)</c> under weights of sum 1: the mean where rho is infinite, and the minimum in the limit of 0.
/// </summary>
internal static class SoftMean
{
    /// <summary>Up to this spread over rho the first four cumulants are exact to rounding, where the logarithm of a sum of about 1 would not be.</summary>
    private const double SmallSpread = 1e-3;

    /// <summary>Computes the mean.</summary>
    /// <param name="weights">The weights; values at weights of 0 do not matter.</param>
    /// <param name="values">The values.</param>
    /// <param name="inverse"><c>1 / rho</c>, 0 for the mean itself.</param>
    /// <param name="scratch">Room for as many numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Of(ReadOnlySpan<double> weights, ReadOnlySpan<double> values, double inverse, Span<double> scratch)
    {
        double total = 0, least = double.PositiveInfinity, most = double.NegativeInfinity;
        for (int i = 0; i < values.Length; i++)
        {
            if (weights[i] == 0)
                continue;
            total += weights[i] * values[i];
            least = Math.Min(least, values[i]);
            most = Math.Max(most, values[i]);
        }

        if (inverse == 0 || !(most > least))
            return inverse == 0 ? total : least;
        if ((most - least) * inverse < SmallSpread)
            return total + Correction(weights, values, total, inverse);
        Span<double> terms = scratch[..values.Length];
        Weigh(weights, values, least, inverse, terms);
        return least - (Math.Log(TensorPrimitives.Sum<double>(terms)) / inverse);
    }

    /// <summary><c>w_i exp((offset - v_i) / rho)</c>, 0 where the weight is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weigh(ReadOnlySpan<double> weights, ReadOnlySpan<double> values, double offset, double inverse, Span<double> result)
    {
        for (int i = 0; i < values.Length; i++)
            result[i] = weights[i] > 0 ? (offset - values[i]) * inverse : 0;
        TensorPrimitives.Exp<double>(result, result);
        TensorPrimitives.Multiply(result, weights, result);
    }

    /// <summary><c>-rho (k2/2 - k3/6 + k4/24)</c> of the cumulants of <c>(v - mean) / rho</c>.</summary>
    private static double Correction(ReadOnlySpan<double> weights, ReadOnlySpan<double> values, double mean, double inverse)
    {
        double second = 0, third = 0, fourth = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double z = (values[i] - mean) * inverse;
            double square = weights[i] * z * z;
            second += square;
            third += square * z;
            fourth += square * z * z;
        }

        return -((second / 2) - (third / 6) + ((fourth - (3 * second * second)) / 24)) / inverse;
    }
}
