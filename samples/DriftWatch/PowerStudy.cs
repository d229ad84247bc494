using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.SlicedOT;
using Samples.Shared;

namespace DriftWatch;

/// <summary>How often drift is reported where there is none, and where there is some; on samples of 200 rows at a false-alarm rate of 5 %.</summary>
public static class PowerStudy
{
    private const int Rows = 200;
    private const double Rate = 0.05;
    private static readonly string[] Shifts = ["mean", "variance", "correlation", "mixture", "rotation"];

    public static void Run(int nulls, int repetitions, string? json)
    {
        int alarms = LongWork.Collect("without drift", nulls, Found(nulls, seed => DriftTest.Compute(Sample("none", 60, 8, seed, isMoved: false), Sample("none", 60, 8, seed, isMoved: true)).PValue <= Rate)).Count(found => found);
        Console.WriteLine(FormattableString.Invariant($"False alarms: {alarms} of {nulls} ({(double)alarms / nulls:0.000}), 60 and 60 rows in 8 dimensions."));
        int[] dimensions = [5, 20, 50];
        List<double[]> powers = LongWork.Collect("power", dimensions.Length, dimensions.Select(d =>
        {
            int named = 0;
            double[] power = [.. Shifts.Select(shift => (double)Found(repetitions, seed =>
            {
                DriftResult result = DriftTest.Compute(Sample(shift, Rows, d, seed, isMoved: false), Sample(shift, Rows, d, seed, isMoved: true));
                if (shift is "mean" or "variance" && result.Features[0].Feature == 2)
                    Interlocked.Increment(ref named);
                return result.PValue <= Rate;
            }).Count(found => found) / repetitions)];
            return (double[])[.. power, power.Average(), named / (2.0 * repetitions)];
        }));
        Console.WriteLine(TextTable.ToText(["power", .. Shifts, "mean", "named first"], dimensions.Zip(powers, (d, power) => (string[])[$"d = {d}", .. power.Select(Text)])));

        DriftTest.Compute(Sample("mean", 500, 20, 1, isMoved: false), Sample("mean", 500, 20, 1, isMoved: true));
        long start = Stopwatch.GetTimestamp();
        DriftTest.Compute(Sample("mean", 500, 20, 2, isMoved: false), Sample("mean", 500, 20, 2, isMoved: true));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(FormattableString.Invariant($"500 and 500 rows in 20 dimensions, 200 regroupings: {seconds:0.00} s."));
        OutputFile.SaveJson(json, new
        {
            FalseAlarms = alarms,
            Nulls = nulls,
            Seconds = seconds,
            Power = dimensions.Zip(powers, (d, power) => new { Dimension = d, Shifts = Shifts.Zip(power).ToDictionary(p => p.First, p => p.Second), Mean = power[^2], NamedFirst = power[^1] }),
        });
    }

    private static ParallelQuery<bool> Found(int repetitions, Func<int, bool> isFound) => Enumerable.Range(0, repetitions).AsParallel().Select(isFound);

    private static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static DiscreteMeasure Sample(string shift, int n, int d, int seed, bool isMoved)
    {
        var random = new Random((2 * seed) + (isMoved ? 1 : 0));
        double size = Math.Sqrt(200.0 / n);
        var points = new float[n * d];
        for (int i = 0; i < n; i++)
        {
            double[] row = [.. Enumerable.Range(0, d).Select(_ => Normal(random))];
            Shift(row, shift, isMoved, size, random);
            for (int k = 0; k < d; k++)
                points[(i * d) + k] = (float)row[k];
        }

        return new DiscreteMeasure(new Support(points, d));
    }

    private static void Shift(double[] row, string shift, bool isMoved, double size, Random random)
    {
        switch (shift)
        {
            case "mean" when isMoved:
                row[2] += 0.4 * size;
                break;
            case "variance" when isMoved:
                row[2] *= 1 + (0.5 * size);
                break;
            case "correlation" when isMoved:
                double c = 0.6 * Math.Sqrt(size);
                for (int k = 0; k < 4; k += 2)
                    row[k + 1] = (c * row[k]) + (Math.Sqrt(1 - (c * c)) * row[k + 1]);
                break;
            case "mixture":
                double centre = random.NextDouble() < 0.5 + (isMoved ? 0.13 * size : 0) ? 1.2 : -1.2;
                for (int k = 0; k < 4; k++)
                    row[k] += centre;
                break;
            case "rotation":
                for (int k = 0; k < row.Length; k++)
                    row[k] *= k % 2 == 0 ? 2 : 0.6;
                double angle = isMoved ? 0.25 * size : 0;
                for (int k = 0; k + 1 < Math.Min(row.Length, 6); k += 2)
                    (row[k], row[k + 1]) = ((Math.Cos(angle) * row[k]) - (Math.Sin(angle) * row[k + 1]), (Math.Sin(angle) * row[k]) + (Math.Cos(angle) * row[k + 1]));
                break;
        }
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
