using Samples.Shared;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Ten families of measures, from clouds in the plane to digits, each of about a hundred atoms.</summary>
internal static class MeasureFamilies
{
    public static readonly string[] Names =
        ["mixtures d = 2", "mixtures d = 3", "mixtures d = 10", "mixtures d = 32", "mixtures d = 64", "heavy tails d = 5", "curves d = 2", "surfaces d = 3", "mini-batches d = 2", "digits"];

    private static readonly Lazy<IdxImages> Digits = new(() => IdxImages.Read(Path.Combine(AppContext.BaseDirectory, "data", "digits-images.idx3-ubyte.gz")));

    /// <summary>Pair <paramref name="k"/> of a family; others for every number.</summary>
    public static (DiscreteMeasure Source, DiscreteMeasure Target) Pair(string family, int k)
    {
        SeededNormal normal = new((7919 * (k + 1)) + Array.IndexOf(Names, family));
        if (family.StartsWith("mixtures", StringComparison.Ordinal))
        {
            int d = int.Parse(family[(family.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
            return (Mixture(normal, d), Mixture(normal, d));
        }

        return family switch
        {
            "heavy tails d = 5" => (HeavyTails(normal, 5), HeavyTails(normal, 5)),
            "curves d = 2" => (Curve(normal), Curve(normal)),
            "surfaces d = 3" => (Surface(normal), Surface(normal)),
            "mini-batches d = 2" => (Uniform(normal.Fill(400), 2), EightGaussians(normal)),
            _ => (Digit(normal), Digit(normal)),
        };
    }

    /// <summary>Unit numbers from normal ones: the generator has no others.</summary>
    private static double Unit(SeededNormal normal)
    {
        float[] pair = normal.Fill(2);
        return (Math.Atan2(pair[0], pair[1]) / (2 * Math.PI)) + 0.5;
    }

    private static DiscreteMeasure Mixture(SeededNormal normal, int d)
    {
        int n = 50 + (int)(100 * Unit(normal)), clusters = 1 + (int)(3 * Unit(normal));
        float[] centres = normal.Fill(clusters * d), stretch = normal.Fill(d * d), points = normal.Fill(n * d);
        double[] spread = [.. Enumerable.Range(0, clusters).Select(_ => 0.2 + (0.6 * Unit(normal)))];
        var moved = new float[n * d];
        double scale = 0.3 * Math.Sqrt(Math.Min(1, 3.0 / d));
        for (int i = 0; i < n; i++)
        {
            int c = Math.Min(clusters - 1, (int)(clusters * Unit(normal)));
            for (int p = 0; p < d; p++)
            {
                double sum = 0;
                for (int q = 0; q < d; q++)
                {
                    double x = centres[(c * d) + q] + (spread[c] * points[(i * d) + q]);
                    sum += x * ((scale * stretch[(q * d) + p]) + (p == q ? 1 : 0));
                }

                // In high dimensions coordinates matter less and less, as those of data do.
                moved[(i * d) + p] = (float)(sum * (d <= 3 ? 1 : 1.5 - (1.4 * p / (d - 1))));
            }
        }

        return Unit(normal) < 0.5 ? Uniform(moved, d) : new DiscreteMeasure(new Support(moved, d), [.. Enumerable.Range(0, n).Select(_ => -Math.Log(1 - (0.999 * Unit(normal))) + 1e-6)]);
    }

    private static DiscreteMeasure HeavyTails(SeededNormal normal, int d)
    {
        float[] points = normal.Fill((60 + (int)(80 * Unit(normal))) * d), shift = normal.Fill(d);
        for (int i = 0; i < points.Length / d; i++)
        {
            float[] squares = normal.Fill(3);
            float radius = 1 / MathF.Sqrt(squares.Sum(x => x * x) / 3);
            for (int k = 0; k < d; k++)
                points[(i * d) + k] = (points[(i * d) + k] * radius) + shift[k];
        }

        return Uniform(points, d);
    }

    private static DiscreteMeasure Curve(SeededNormal normal)
    {
        int n = 60 + (int)(80 * Unit(normal));
        float[] a = normal.Fill(6), noise = normal.Fill(2 * n);
        return Uniform([.. Enumerable.Range(0, n).SelectMany(_ =>
        {
            double t = 2 * Math.PI * Unit(normal);
            return new[] { (float)((a[0] * Math.Cos(t)) + (a[1] * Math.Cos(2 * t)) + a[2]), (float)((a[3] * Math.Sin(t)) + (a[4] * Math.Sin(3 * t)) + a[5]) };
        }).Select((x, k) => x + (0.03f * noise[k]))], 2);
    }

    private static DiscreteMeasure Surface(SeededNormal normal)
    {
        int n = 60 + (int)(80 * Unit(normal));
        float[] a = normal.Fill(6);
        return Uniform([.. Enumerable.Range(0, n).SelectMany(_ =>
        {
            double u = (2 * Unit(normal)) - 1, v = (2 * Unit(normal)) - 1;
            return new[] { (float)(u + a[0]), (float)(v + a[1]), (float)((a[2] * u * u) + (a[3] * u * v) + (a[4] * Math.Sin(3 * v)) + a[5]) };
        })], 3);
    }

    private static DiscreteMeasure EightGaussians(SeededNormal normal)
    {
        float[] points = normal.Fill(400);
        for (int i = 0; i < 200; i++)
        {
            (double sine, double cosine) = Math.SinCos(Math.PI / 4 * (int)(8 * Unit(normal)));
            points[2 * i] = (float)((0.3 * points[2 * i]) + (4 * cosine));
            points[(2 * i) + 1] = (float)((0.3 * points[(2 * i) + 1]) + (4 * sine));
        }

        return Uniform(points, 2);
    }

    private static DiscreteMeasure Digit(SeededNormal normal)
    {
        byte[] image = [.. Digits.Value[Math.Min(Digits.Value.Count - 1, (int)(Digits.Value.Count * Unit(normal)))]];
        int[] ink = [.. Enumerable.Range(0, image.Length).Where(k => image[k] > 0)];
        return new DiscreteMeasure(new Support([.. ink.SelectMany(k => new[] { k % 28 / 27f, 1 - (k / 28 / 27f) })], 2), [.. ink.Select(k => (double)image[k])]);
    }

    private static DiscreteMeasure Uniform(float[] points, int d) => new(new Support(points, d));
}
