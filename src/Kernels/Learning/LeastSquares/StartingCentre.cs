namespace Microsoft.ML.SlicedOT;

/// <summary>What learned coefficients are drawn towards: the untrained potential that the training pairs speak for.</summary>
internal static class StartingCentre
{
    /// <summary>The one of least loss of the slices' average and the pair's own potentials (frame, plan-guided, pooled), where the features have these. Nothing in them is fitted, so no folds are needed.</summary>
    /// <param name="features">The features.</param>
    /// <param name="total">The sums over all pairs.</param>
    public static double[] Choose(PotentialFeatures features, NormalEquations total) => Choose(features, start => -total.Loss(start));

    /// <summary>The one of highest value.</summary>
    /// <param name="features">The features.</param>
    /// <param name="valueOf">The value of coefficients.</param>
    public static double[] Choose(PotentialFeatures features, Func<double[], double> valueOf)
    {
        double[] best = features.UntrainedCoefficients();
        double[][] starts = [.. features.OwnStarts()];
        double most = starts.Length > 0 ? valueOf(best) : 0;
        foreach (double[] start in starts)
        {
            double value = valueOf(start);
            if (value > most)
                (best, most) = (start, value);
        }

        return best;
    }
}
