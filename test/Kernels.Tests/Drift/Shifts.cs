namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Pairs of samples that differ in one way, or in none; effects shrink with the square root of the number of rows, so that power stays comparable.</summary>
internal static class Shifts
{
    public static readonly string[] All = ["mean", "variance", "correlation", "mixture", "rotation"];

    public static (DiscreteMeasure Reference, DiscreteMeasure Current) Of(string shift, int n, int d, int seed)
    {
        var random = new SeededGenerator((ulong)seed);
        double size = Math.Sqrt(200.0 / n);
        double[] reference = Sample(shift, n, d, changed: false, size, ref random);
        double[] current = Sample(shift, n, d, changed: true, size, ref random);
        return (Measures.Of(d, reference), Measures.Of(d, current));
    }

    private static double[] Sample(string shift, int n, int d, bool changed, double size, ref SeededGenerator random)
    {
        var sample = new double[n * d];
        for (int i = 0; i < n; i++)
        {
            Span<double> row = sample.AsSpan(i * d, d);
            for (int k = 0; k < d; k++)
                row[k] = random.NextNormal();
            switch (shift)
            {
                case "mean" when changed:
                    row[2] += 0.4 * size;
                    break;
                case "variance" when changed:
                    row[2] *= 1 + (0.5 * size);
                    break;
                case "correlation" when changed:
                    double c = 0.6 * Math.Sqrt(size);
                    for (int k = 0; k < 4; k += 2)
                        row[k + 1] = (c * row[k]) + (Math.Sqrt(1 - (c * c)) * row[k + 1]);
                    break;
                case "mixture":
                    double sign = random.NextDouble() < 0.5 + (changed ? 0.13 * size : 0) ? 1.2 : -1.2;
                    for (int k = 0; k < 4; k++)
                        row[k] += sign;
                    break;
                case "rotation":
                    for (int k = 0; k < d; k++)
                        row[k] *= k % 2 == 0 ? 2 : 0.6;
                    double angle = changed ? 0.25 * size : 0;
                    for (int k = 0; k + 1 < Math.Min(d, 6); k += 2)
                        (row[k], row[k + 1]) = ((Math.Cos(angle) * row[k]) - (Math.Sin(angle) * row[k + 1]), (Math.Sin(angle) * row[k]) + (Math.Cos(angle) * row[k + 1]));
                    break;
            }
        }

        return sample;
    }
}
