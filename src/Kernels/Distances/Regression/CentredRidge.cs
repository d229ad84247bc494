namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Ridge regression towards given coefficients, for a handful of features: minimises
/// <c>|w (y - F c)|² + n lambda |D (c - c0)|²</c>, D the root mean squares of the weighted features, lambda by the leave-one-out error in closed form.
/// </summary>
internal static class CentredRidge
{
    public static readonly double[] Strengths = [10, 3, 1, 0.3, 0.1, 0.03, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8];

    /// <summary>Fits.</summary>
    /// <param name="features">n rows of p features.</param>
    /// <param name="targets">n targets.</param>
    /// <param name="weights">n weights, all positive.</param>
    /// <param name="centre">The p coefficients without data.</param>
    public static CentredRidgeFit Fit(double[][] features, double[] targets, double[] weights, double[] centre)
    {
        int n = features.Length, p = centre.Length;
        var scales = new double[p];
        for (int k = 0; k < p; k++)
        {
            double sum = 0;
            for (int i = 0; i < n; i++)
                sum += weights[i] * weights[i] * features[i][k] * features[i][k];
            scales[k] = Math.Sqrt(sum / n);
        }

        // In the eigenbasis of the Gram matrix every strength is a division.
        var gram = new double[p * p];
        var rows = new double[n][];
        var rest = new double[n];
        for (int i = 0; i < n; i++)
        {
            rows[i] = new double[p];
            double prior = 0;
            for (int k = 0; k < p; k++)
            {
                rows[i][k] = scales[k] > 0 ? weights[i] * features[i][k] / scales[k] : 0;
                prior += features[i][k] * centre[k];
            }

            rest[i] = weights[i] * (targets[i] - prior);
            for (int k = 0; k < p; k++)
                for (int l = 0; l < p; l++)
                    gram[(k * p) + l] += rows[i][k] * rows[i][l];
        }

        var values = new double[p];
        var vectors = new double[p * p];
        SymmetricEigen.Decompose(gram, p, values, vectors);
        var moments = new double[p];
        var turned = new double[n][];
        for (int i = 0; i < n; i++)
        {
            turned[i] = new double[p];
            for (int k = 0; k < p; k++)
            {
                for (int l = 0; l < p; l++)
                    turned[i][k] += rows[i][l] * vectors[(l * p) + k];
                moments[k] += turned[i][k] * rest[i];
            }
        }

        CentredRidgeFit[] fits = [.. Strengths.Select(Try)];
        CentredRidgeFit best = fits[Best(_ => 0)];

        // A residual by the strength that the others choose: with its own word in it, it would be too small.
        return best with { Residuals = [.. Enumerable.Range(0, n).Select(i => fits[Best(fit => Square(weights[i] * fit.Residuals[i]) / n)].Residuals[i])] };

        // The strongest first: with ties, as of a single pair, the centre is kept.
        int Best(Func<CentredRidgeFit, double> without)
        {
            int chosen = 0;
            double least = fits[0].Error - without(fits[0]);
            for (int k = 1; k < fits.Length; k++)
            {
                double error = fits[k].Error - without(fits[k]);
                if (error < least * (1 - 1e-6))
                    (chosen, least) = (k, error);
            }

            return chosen;
        }

        CentredRidgeFit Try(double strength)
        {
            double penalty = n * strength;
            var residuals = new double[n];
            double error = 0;
            for (int i = 0; i < n; i++)
            {
                double predicted = 0, leverage = 0;
                for (int k = 0; k < p; k++)
                {
                    double shrunk = turned[i][k] / (Math.Max(0, values[k]) + penalty);
                    predicted += shrunk * moments[k];
                    leverage += shrunk * turned[i][k];
                }

                double left = (rest[i] - predicted) / Math.Max(1 - leverage, 1e-9);
                residuals[i] = left / weights[i];
                error += left * left;
            }

            var coefficients = (double[])centre.Clone();
            for (int k = 0; k < p; k++)
            {
                if (scales[k] == 0)
                    continue;
                for (int l = 0; l < p; l++)
                    coefficients[k] += vectors[(k * p) + l] * moments[l] / (Math.Max(0, values[l]) + penalty) / scales[k];
            }

            return new CentredRidgeFit(coefficients, residuals, error / n, strength);
        }
    }

    private static double Square(double x) => x * x;
}

/// <summary>What a ridge fit found.</summary>
/// <param name="Coefficients">One a feature.</param>
/// <param name="Residuals">Each target minus its prediction by the others, with the strength that the others choose.</param>
/// <param name="Error">The mean square of the weighted residuals.</param>
/// <param name="Strength">The strength chosen.</param>
internal sealed record CentredRidgeFit(double[] Coefficients, double[] Residuals, double Error, double Strength);
