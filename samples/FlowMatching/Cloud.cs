using Samples.Shared;

namespace FlowMatching;

/// <summary>A distribution in the plane, to draw points from: x, y, x, y, …</summary>
internal sealed class Cloud(string name, Func<Random, (double X, double Y)> draw)
{
    private const int FewestRows = 10;

    public static readonly Cloud Gaussian = new("gaussian", random => (Normal(random), Normal(random)));

    public static readonly Cloud EightGaussians = new("eight", random =>
    {
        (double sine, double cosine) = Math.SinCos(random.Next(8) * Math.PI / 4);
        return ((4 * cosine) + (0.3 * Normal(random)), (4 * sine) + (0.3 * Normal(random)));
    });

    public static readonly Cloud Moons = new("moons", random =>
    {
        (double sine, double cosine) = Math.SinCos(Math.PI * random.NextDouble());
        (double x, double y) = random.Next(2) == 0 ? (cosine, sine) : (1 - cosine, 0.5 - sine);
        return ((3 * x) - 1.5 + (0.15 * Normal(random)), (3 * y) - 0.75 + (0.15 * Normal(random)));
    });

    public static readonly Cloud SCurve = new("scurve", random =>
    {
        double turn = 3 * Math.PI * (random.NextDouble() - 0.5);
        return ((2.5 * Math.Sin(turn)) + (0.15 * Normal(random)), (2.5 * Math.Sign(turn) * (Math.Cos(turn) - 1) / 2 * 1.4) + (0.15 * Normal(random)));
    });

    public string Name => name;

    /// <summary>The rows of a table with the columns x and y, each as likely as the others.</summary>
    /// <exception cref="InputException">The file cannot be read, or has too few points.</exception>
    public static Cloud Read(string path)
    {
        var table = CsvTable.Read(path);
        int x = table.Column("x"), y = table.Column("y");
        (double, double)[] points = [.. Enumerable.Range(0, table.Count).Select(row => ((double)table.Number(row, x), (double)table.Number(row, y)))];
        if (points.Length < FewestRows)
            throw new InputException($"'{path}' has {points.Length} points; at least {FewestRows} are needed to learn a distribution from.");
        return new Cloud(Path.GetFileNameWithoutExtension(path), random => points[random.Next(points.Length)]);
    }

    /// <summary>Draws points; equal seeds draw equal points.</summary>
    public float[] Draw(int count, int seed)
    {
        var random = new Random(seed);
        var points = new float[2 * count];
        for (int i = 0; i < count; i++)
        {
            (double x, double y) = draw(random);
            (points[2 * i], points[(2 * i) + 1]) = ((float)x, (float)y);
        }

        return points;
    }

    /// <summary>The same, moved and divided.</summary>
    public Cloud Scaled(double left, double bottom, double unit) => new(name, random =>
    {
        (double x, double y) = draw(random);
        return ((x - left) / unit, (y - bottom) / unit);
    });

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

/// <summary>From where to where mass is to flow.</summary>
/// <param name="Source">Where paths begin.</param>
/// <param name="Target">Where they end.</param>
/// <param name="Unit">What a unit of the clouds is in the user's coordinates.</param>
internal sealed record FlowTask(Cloud Source, Cloud Target, double Unit = 1);
