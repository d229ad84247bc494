using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary><c>|x - y|^2</c>.</summary>
internal sealed class SquaredEuclideanCost : GroundCost
{
    /// <summary>Float32 ends at 3.4e38; the margin leaves room for sums of costs and potentials.</summary>
    private const double LargestCost = 1e37;

    public override GroundCostKind Kind => GroundCostKind.SquaredEuclidean;

    internal override int UnivariateExponent => 2;

    public override double Evaluate(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        if (x.Length != y.Length)
            throw new ArgumentException($"The points have {x.Length} and {y.Length} coordinates; both must be equal.", nameof(y));
        double sum = 0;
        for (int k = 0; k < x.Length; k++)
        {
            double difference = (double)x[k] - y[k];
            sum += difference * difference;
        }

        return sum;
    }

    internal override double Bound(Support source, Support target)
    {
        double bound = 0;
        for (int k = 0; k < source.Dimension; k++)
        {
            ReadOnlySpan<float> x = source.Axis(k);
            ReadOnlySpan<float> y = target.Axis(k);
            double reach = Math.Max(
                (double)TensorPrimitives.Max(x) - TensorPrimitives.Min(y),
                (double)TensorPrimitives.Max(y) - TensorPrimitives.Min(x));
            bound += reach * reach;
        }

        if (bound > LargestCost)
        {
            throw new PairException(
                FormattableString.Invariant($"Squared distances reach {bound:G3}, too large for float32; divide all coordinates by a common factor so that distances stay below {Math.Sqrt(LargestCost):G2}."));
        }

        return bound;
    }

    /// <summary>Variance of one + variance of the other + squared distance of the means: O(nd), and free of cancellation.</summary>
    internal override double Mean(Support source, ReadOnlySpan<double> a, Support target, ReadOnlySpan<double> b)
    {
        double mean = 0;
        for (int k = 0; k < source.Dimension; k++)
        {
            (double sourceMean, double sourceVariance) = Moments(source.Axis(k), a);
            (double targetMean, double targetVariance) = Moments(target.Axis(k), b);
            double shift = sourceMean - targetMean;
            mean += sourceVariance + targetVariance + (shift * shift);
        }

        return mean;
    }

    internal override void WriteRow(Support source, int i, Support target, Span<float> row) => SquaredDistanceRow.Write(source[i], target, row);

    private static (double Mean, double Variance) Moments(ReadOnlySpan<float> values, ReadOnlySpan<double> weights)
    {
        double mean = 0;
        for (int i = 0; i < values.Length; i++)
            mean += weights[i] * values[i];
        double variance = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double deviation = values[i] - mean;
            variance += weights[i] * deviation * deviation;
        }

        return (mean, variance);
    }
}
