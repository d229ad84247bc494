namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Whether features lean the other way than they did: means and covariances, which linear maps bring together, are the same for a feature and its negative, and a map
/// that took one for the other would exchange classes (the ink of a picture and its paper).
/// </summary>
internal static class FeatureReversal
{
    /// <summary>In standard deviations of the third moment of as many normal numbers; less lean is taken for none.</summary>
    private const double LeastLean = 3;

    /// <summary>The cosine between the third moments of features that lean in both domains, -1 to 1; 0 where none does.</summary>
    /// <param name="source">The labelled domain.</param>
    /// <param name="classes">The class of each of its rows.</param>
    /// <param name="proportions">Class proportions to compare at: other proportions alone can turn a lean round.</param>
    /// <param name="mapped">The other domain, mapped to it.</param>
    public static double Cosine(DiscreteMeasure source, IReadOnlyList<int> classes, IReadOnlyList<double> proportions, DiscreteMeasure mapped)
    {
        var totals = new double[proportions.Count];
        for (int i = 0; i < source.Count; i++)
            totals[classes[i]] += source.Weights[i];
        double[] weights = [.. Enumerable.Range(0, source.Count).Select(i => totals[classes[i]] > 0 ? source.Weights[i] * proportions[classes[i]] / totals[classes[i]] : 0)];
        double[] before = Leans(source, weights), after = Leans(mapped, mapped.Weights);
        double product = 0, left = 0, right = 0;
        for (int k = 0; k < before.Length; k++)
        {
            if (!(Math.Abs(before[k]) > LeastLean && Math.Abs(after[k]) > LeastLean))
                continue;
            product += before[k] * after[k];
            left += before[k] * before[k];
            right += after[k] * after[k];
        }

        return product == 0 ? 0 : product / Math.Sqrt(left * right);
    }

    /// <summary>Third moments of features in their standard deviations, over those of normal samples of that size.</summary>
    private static double[] Leans(DiscreteMeasure measure, ReadOnlySpan<double> weights)
    {
        double total = 0, squares = 0;
        foreach (double weight in weights)
            (total, squares) = (total + weight, squares + (weight * weight));
        double unit = squares > 0 ? Math.Sqrt(total * total / squares / 6) : 0;
        var leans = new double[measure.Dimension];
        for (int k = 0; k < leans.Length; k++)
        {
            ReadOnlySpan<float> axis = measure.Support.Axis(k);
            double mean = 0, variance = 0, third = 0;
            for (int i = 0; i < axis.Length; i++)
                mean += weights[i] / total * axis[i];
            for (int i = 0; i < axis.Length; i++)
            {
                double difference = axis[i] - mean;
                variance += weights[i] / total * difference * difference;
                third += weights[i] / total * difference * difference * difference;
            }

            leans[k] = variance > 0 ? unit * third / (variance * Math.Sqrt(variance)) : 0;
        }

        return leans;
    }
}
