using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>Sums of a least-squares problem: Gram matrix, moments, squared targets and the number of pairs.</summary>
/// <remarks>The loss of coefficients alpha is <c>alpha^T G alpha - 2 alpha·m + s</c>. Sums of parts add up to the sums of the whole.</remarks>
internal sealed class NormalEquations(int count)
{
    internal int Count => count;

    /// <summary>Row-major, symmetric.</summary>
    internal double[] Gram { get; } = new double[count * count];

    internal double[] Moments { get; } = new double[count];

    internal double TargetSquares { get; set; }

    internal long Pairs { get; set; }

    internal void Add(NormalEquations other)
    {
        TensorPrimitives.Add(Gram, other.Gram, Gram);
        TensorPrimitives.Add(Moments, other.Moments, Moments);
        TargetSquares += other.TargetSquares;
        Pairs += other.Pairs;
    }

    internal void Clear()
    {
        Array.Clear(Gram);
        Array.Clear(Moments);
        TargetSquares = 0;
        Pairs = 0;
    }

    internal double Loss(ReadOnlySpan<double> coefficients)
    {
        double loss = TargetSquares;
        for (int k = 0; k < count; k++)
        {
            if (coefficients[k] != 0)
                loss += coefficients[k] * (TensorPrimitives.Dot(Gram.AsSpan(k * count, count), coefficients) - 2 * Moments[k]);
        }
        return loss;
    }

    /// <summary>The sums of the same problem with only the features listed.</summary>
    internal NormalEquations Select(ReadOnlySpan<int> features)
    {
        var selected = new NormalEquations(features.Length) { TargetSquares = TargetSquares, Pairs = Pairs };
        for (int i = 0; i < features.Length; i++)
        {
            selected.Moments[i] = Moments[features[i]];
            for (int j = 0; j < features.Length; j++)
                selected.Gram[i * features.Length + j] = Gram[features[i] * count + features[j]];
        }
        return selected;
    }
}
