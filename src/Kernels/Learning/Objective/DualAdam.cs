namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The published training schedule of the dual objective: Adam (Kingma and Ba 2015), one pair a step, gradient clipped to norm 1, learning rate
/// falling along a cosine to 1 %.
/// </summary>
internal static class DualAdam
{
    private const int DefaultSteps = 5000;
    private const int Reports = 20;

    public static (double[] Coefficients, IReadOnlyList<double> DualValues) Maximise(
        ObjectivePairs pairs,
        double[] start,
        PotentialObjectiveOptions options,
        IProgress<FitProgress>? progress,
        CancellationToken cancellationToken)
    {
        int steps = options.MaximumIterations ?? DefaultSteps;
        double[] alpha = [.. start];
        double[] gradient = new double[alpha.Length], mean = new double[alpha.Length], square = new double[alpha.Length];
        var generator = new SeededGenerator((ulong)(uint)options.Features.ResolvedSeed);
        var values = new List<double> { pairs.Value(alpha) };
        for (int step = 1; step <= steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            pairs.Gradient(generator.Next(pairs.Count), alpha, gradient);
            double norm = 0;
            foreach (double entry in gradient)
                norm += entry * entry;
            double clip = Math.Min(1, 1 / Math.Sqrt(norm));
            double rate = options.LearningRate * (0.01 + (0.99 * 0.5 * (1 + Math.Cos(Math.PI * (step - 1) / steps))));
            double meanCorrection = 1 - Math.Pow(0.9, step), squareCorrection = 1 - Math.Pow(0.999, step);
            for (int k = 0; k < alpha.Length; k++)
            {
                double g = norm > 0 ? clip * gradient[k] : 0;
                mean[k] = (0.9 * mean[k]) + (0.1 * g);
                square[k] = (0.999 * square[k]) + (0.001 * g * g);
                alpha[k] += rate * (mean[k] / meanCorrection) / (Math.Sqrt(square[k] / squareCorrection) + 1e-8);
            }

            if (step % Math.Max(1, steps / Reports) == 0 || step == steps)
            {
                values.Add(pairs.Value(alpha));
                progress?.Report(new FitProgress("Adam", step, values[^1]) { Total = steps });
            }
        }

        return (alpha, values);
    }
}
