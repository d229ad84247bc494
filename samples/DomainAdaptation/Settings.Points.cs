namespace DomainAdaptation;

public sealed partial class Settings
{
    private static readonly ((double X, double Y) Mean, (double A, double B, double C, double D) Spread)[] Blobs =
        [((-1.5, 3), (0.15, 0, 0, 0.3)), ((-0.5, 1), (0.2, -0.1, -0.1, 0.2)), ((1, -0.4), (0.17, -0.05, -0.05, 0.17)), ((3, -1), (0.3, 0, 0, 0.15))];

    /// <summary>A disc of one class and four blobs of another, and the ways in which a second sample may differ.</summary>
    private static Sample Rings(string shift, bool isTarget, int seed)
    {
        const int Size = 100, Count = 8 * Size;
        var random = new Random(seed + (isTarget ? 500 : 0));
        double noise = shift switch { "covariate" => 0.6, "subspace" => 0.4, _ => 0.8 };
        Sample sample = shift == "subspace" ? Corners(Size, random) : Disc(isTarget ? (shift == "covariate" ? 100 : 3) * Size : Size, random);
        if (isTarget)
        {
            sample = shift switch
            {
                "conditional" => Disc(Size, random).Map(x => [(0.7f * x[0]) + 1, (0.7f * x[1]) + 1]),
                "subspace" => sample.Map(x => [-x[0], -x[1]]),
                "covariate" => sample.Take(Drawn(sample, Count, x => -2 * (Math.Pow(x[0] + 0.4, 2) + Math.Pow(x[1] - 3, 2)), random)),
                "target" => sample.Take(OfClass(sample, 0, random).Take(9 * Count / 10).Concat(OfClass(sample, 1, random).Take(Count / 10))),
                _ => Disc(Size, random),
            };
        }

        return sample.Map(x => [(float)(x[0] + (noise * Normal(random))), (float)(x[1] + (noise * Normal(random)))]);
    }

    private static IEnumerable<int> OfClass(Sample sample, int label, Random random) => Problem.Shuffled(sample.Count, random).Where(i => sample.Classes[i] == label);

    /// <summary>Without replacement, in proportion to the exponential of a score (Gumbel's trick).</summary>
    private static IEnumerable<int> Drawn(Sample sample, int count, Func<float[], double> score, Random random) =>
        [.. Enumerable.Range(0, sample.Count).OrderByDescending(i => score(sample.Features[i]) - Math.Log(-Math.Log(1 - random.NextDouble()))).Take(count)];

    private static Sample Disc(int size, Random random)
    {
        List<float[]> rows = [];
        List<int> classes = [];
        for (int i = 0; i < 4 * size; i++)
        {
            double angle = 2 * Math.PI * random.NextDouble(), radius = Math.Sqrt(random.NextDouble()), x = radius * Math.Cos(angle), y = radius * Math.Sin(angle);
            rows.Add([(float)((2 * x) - (0.5 * y) + 2), (float)((-0.5 * x) + (2 * y) + 2)]);
            classes.Add(0);
        }

        foreach (((double X, double Y) mean, (double A, double B, double C, double D) spread) in Blobs)
        {
            for (int i = 0; i < size; i++)
            {
                double x = Normal(random), y = Normal(random);
                rows.Add([(float)((x * spread.A) + (y * spread.C) + mean.X), (float)((x * spread.B) + (y * spread.D) + mean.Y)]);
                classes.Add(1);
            }
        }

        return new Sample([.. rows], [.. classes]);
    }

    private static Sample Corners(int size, Random random)
    {
        List<float[]> rows = [];
        List<int> classes = [];
        foreach ((double x, double y, double spread, int count, int label) in ((double, double, double, int, int)[])[(-1, 1, 0.5, 4, 0), (1.5, 0.5, 0.1, 2, 1), (-0.5, -1.5, 0.2, 2, 1)])
        {
            for (int i = 0; i < count * size; i++)
            {
                rows.Add([(float)(x + (spread * Normal(random))), (float)(y + (spread * Normal(random)))]);
                classes.Add(label);
            }
        }

        return new Sample([.. rows], [.. classes]);
    }

    private static Sample Moons(int count, double degrees, int seed)
    {
        var random = new Random(seed);
        double turn = degrees * Math.PI / 180;
        var rows = new float[count][];
        for (int i = 0; i < count; i++)
        {
            double angle = Math.PI * random.NextDouble();
            (double x, double y) = i % 2 == 0 ? (Math.Cos(angle), Math.Sin(angle)) : (1 - Math.Cos(angle), 0.5 - Math.Sin(angle));
            x += (0.1 * Normal(random)) - 0.5;
            y += (0.1 * Normal(random)) - 0.25;
            rows[i] = [(float)((Math.Cos(turn) * x) - (Math.Sin(turn) * y)), (float)((Math.Sin(turn) * x) + (Math.Cos(turn) * y))];
        }

        return new Sample(rows, [.. Enumerable.Range(0, count).Select(i => i % 2)]);
    }

    /// <summary>Three classes in 20 features: 8 that tell them apart, 6 mixtures of these, 6 of noise.</summary>
    private static Sample Clusters(int seed)
    {
        const int Count = 1500, Informative = 8, Redundant = 6, Dimension = 20;
        var random = new Random(seed);
        double[][,] shapes = [.. Enumerable.Range(0, 3).Select(_ => Matrix(Informative, Informative))];
        double[][] centres = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, Informative).Select(_ => random.Next(2) == 0 ? -1.2 : 1.2).ToArray())];
        double[,] mixing = Matrix(Informative, Redundant);
        var rows = new float[Count][];
        var classes = new int[Count];
        for (int i = 0; i < Count; i++)
        {
            int label = classes[i] = i % 3;
            double[] z = [.. Enumerable.Range(0, Informative).Select(_ => Normal(random))];
            double[] x = [.. Enumerable.Range(0, Informative).Select(k => centres[label][k] + Enumerable.Range(0, Informative).Sum(j => z[j] * shapes[label][j, k]))];
            rows[i] =
            [
                .. x.Select(v => (float)v), .. Enumerable.Range(0, Redundant).Select(k => (float)Enumerable.Range(0, Informative).Sum(j => x[j] * mixing[j, k])),
                .. Enumerable.Range(0, Dimension - Informative - Redundant).Select(_ => (float)Normal(random)),
            ];
        }

        return new Sample(rows, classes);

        double[,] Matrix(int height, int width)
        {
            var matrix = new double[height, width];
            for (int i = 0; i < height; i++)
                for (int j = 0; j < width; j++)
                    matrix[i, j] = (2 * random.NextDouble()) - 1;
            return matrix;
        }
    }
}
