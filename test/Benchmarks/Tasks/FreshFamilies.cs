using Samples.Shared;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>
/// Seventeen families of pairs that nothing in the library was tuned on: fixed distributions sampled anew, clouds that differ from pair to pair,
/// heavy tails, feature tables, pictures, palettes and the sphere. Each draws from its own seed, so that one can be run without the others.
/// </summary>
internal static class FreshFamilies
{
    /// <summary>Epsilon over the mean cost.</summary>
    public const double RelativeEpsilon = 0.01;

    private const int Points = 160;
    private const int TestPairs = 30;

    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "data");

    private static readonly (string Name, Func<SeededNormal, Func<(DiscreteMeasure Source, DiscreteMeasure Target)>> Create)[] Families =
    [
        ("gauss > moons", normal => () => (Cloud(normal, Gauss(normal, 2)), Cloud(normal, Moons(normal)))),
        ("moons > 8 gauss", normal => () => (Cloud(normal, Moons(normal)), Cloud(normal, Ring(normal)))),
        ("gauss > 8 gauss", normal => () => (Cloud(normal, Gauss(normal, 2)), Cloud(normal, Ring(normal)))),
        ("gauss > S in space", normal => () => (Cloud(normal, Gauss(normal, 3)), Cloud(normal, SCurve(normal)))),
        ("turned clouds, plane", normal => () => (Turned(normal, 2), Turned(normal, 2))),
        ("turned clouds, space", normal => () => (Turned(normal, 3), Turned(normal, 3))),
        ("mixtures, plane", normal => () => (Mixture(normal, 2), Mixture(normal, 2))),
        ("mixtures, space", normal => () => (Mixture(normal, 3), Mixture(normal, 3))),
        ("heavy tails, plane", normal => () => (HeavyTails(normal), HeavyTails(normal))),
        ("table, 5 columns", normal => Table(normal, 5, 2)),
        ("table, 10 columns", normal => Table(normal, 10, 6)),
        ("table, 30 columns", normal => Table(normal, 30, 4)),
        ("digits 3 > 8, 64 columns", normal => DigitRows(normal, 3, 8)),
        ("any digits, 64 columns", normal => DigitRows(normal, null, null)),
        ("pictures, 16 x 16", Pictures),
        ("palettes", Palettes),
        ("supply, sphere", Supply),
    ];

    public static IEnumerable<string> Names => Families.Select(family => family.Name);

    /// <summary>A family's pairs to learn from and <see cref="TestPairs"/> others; the first pairs are the same for every number of them.</summary>
    public static TransportTask Create(string name, int train, double relativeEpsilon = RelativeEpsilon)
    {
        int place = Array.FindIndex(Families, family => family.Name == name);
        Func<(DiscreteMeasure Source, DiscreteMeasure Target)> next = Families[place].Create(new SeededNormal(1000 + place));
        (DiscreteMeasure Source, DiscreteMeasure Target)[] test = [.. Enumerable.Range(0, TestPairs).Select(_ => next())];
        (DiscreteMeasure Source, DiscreteMeasure Target)[] learnt = [.. Enumerable.Range(0, train).Select(_ => next())];
        GroundCost cost = name == "supply, sphere" ? GroundCost.SphereArc : GroundCost.SquaredEuclidean;
        Geometry? shared = test.All(pair => ReferenceEquals(pair.Source.Support, test[0].Source.Support))
            ? new Geometry(test[0].Source.Support, test[0].Target.Support, cost)
            : null;
        double mean = test.Average(pair => (shared ?? new Geometry(pair.Source.Support, pair.Target.Support, cost)).MeanCost(pair.Source.Weights, pair.Target.Weights));
        double epsilon = relativeEpsilon * mean;
        TransportProblem Problem((DiscreteMeasure Source, DiscreteMeasure Target) pair) =>
            shared is null ? new TransportProblem(pair.Source, pair.Target, cost, epsilon) : new TransportProblem(shared, pair.Source, pair.Target, epsilon);
        return new TransportTask(name, cost, epsilon, [.. learnt.Select(Problem)], [.. test.Select(Problem)]);
    }

    private static DiscreteMeasure Cloud(SeededNormal normal, Func<float[]> point, int? count = null)
    {
        float[][] points = [.. Enumerable.Range(0, count ?? (Points - 20 + normal.Next(41))).Select(_ => point())];
        return new DiscreteMeasure(new Support([.. points.SelectMany(coordinates => coordinates)], points[0].Length));
    }

    private static Func<float[]> Gauss(SeededNormal normal, int dimension) => () => normal.Fill(dimension);

    private static Func<float[]> Moons(SeededNormal normal) => () =>
    {
        double angle = Math.PI * normal.NextDouble();
        bool isLower = normal.Next(2) == 1;
        float[] noise = normal.Fill(2);
        return
        [
            (float)((isLower ? 1 - Math.Cos(angle) : Math.Cos(angle)) * 2) + (0.1f * noise[0]) - 1,
            (float)((isLower ? 0.5 - Math.Sin(angle) : Math.Sin(angle)) * 2) + (0.1f * noise[1]),
        ];
    };

    private static Func<float[]> Ring(SeededNormal normal) => () =>
    {
        (double sin, double cos) = Math.SinCos(Math.PI * normal.Next(8) / 4);
        float[] noise = normal.Fill(2);
        return [(float)(4 * cos) + (0.3f * noise[0]), (float)(4 * sin) + (0.3f * noise[1])];
    };

    private static Func<float[]> SCurve(SeededNormal normal) => () =>
    {
        double t = 3 * Math.PI * (normal.NextDouble() - 0.5);
        return [(float)Math.Sin(t), (float)(2 * normal.NextDouble()), (float)(Math.Sign(t) * (Math.Cos(t) - 1))];
    };

    /// <summary>A Gaussian cloud, turned, stretched and moved by chance.</summary>
    private static DiscreteMeasure Turned(SeededNormal normal, int dimension)
    {
        float[] map = normal.Fill(dimension * dimension), shift = normal.Fill(dimension);
        return Cloud(normal, () =>
        {
            float[] z = normal.Fill(dimension), point = [.. shift];
            for (int i = 0; i < dimension; i++)
            {
                for (int k = 0; k < dimension; k++)
                    point[i] += map[(i * dimension) + k] * z[k];
            }

            return point;
        });
    }

    private static DiscreteMeasure Mixture(SeededNormal normal, int dimension)
    {
        float[][] centres = [.. Enumerable.Range(0, 2 + normal.Next(4)).Select(_ => normal.Fill(dimension))];
        float[] widths = [.. centres.Select(_ => 0.1f + (0.4f * (float)normal.NextDouble()))];
        return Cloud(normal, () =>
        {
            int part = normal.Next(centres.Length);
            return [.. normal.Fill(dimension).Select((z, k) => (1.5f * centres[part][k]) + (widths[part] * z))];
        });
    }

    /// <summary>Student's t of two degrees of freedom: no variance.</summary>
    private static DiscreteMeasure HeavyTails(SeededNormal normal)
    {
        float[] shift = normal.Fill(2);
        return Cloud(normal, () =>
        {
            float[] z = normal.Fill(4);
            float divisor = MathF.Sqrt(((z[2] * z[2]) + (z[3] * z[3])) / 2);
            return [(z[0] / divisor) + shift[0], (z[1] / divisor) + shift[1]];
        });
    }

    /// <summary>Two classes of a table of correlated, skewed columns; a pair is a batch of each.</summary>
    private static Func<(DiscreteMeasure Source, DiscreteMeasure Target)> Table(SeededNormal normal, int columns, int factors)
    {
        float[] loadings = normal.Fill(columns * factors), first = normal.Fill(columns), second = normal.Fill(columns), spread = normal.Fill(columns);
        Func<float[]> Row(float[] shift, float skew) => () =>
        {
            float[] z = normal.Fill(factors), own = normal.Fill(columns);
            return
            [
                .. Enumerable.Range(0, columns).Select(k =>
                {
                    float sum = 0.4f * own[k];
                    for (int l = 0; l < factors; l++)
                        sum += loadings[(k * factors) + l] * z[l] / MathF.Sqrt(factors);
                    return (0.7f * shift[k]) + (MathF.Exp(0.3f * spread[k]) * (MathF.Exp(skew * sum) - 1) / skew);
                }),
            ];
        };
        return () => (Cloud(normal, Row(first, 0.3f)), Cloud(normal, Row(second, 0.6f)));
    }

    /// <summary>Handwritten digits, eight by eight, as points in 64 dimensions; a pair is a batch of each class.</summary>
    private static Func<(DiscreteMeasure Source, DiscreteMeasure Target)> DigitRows(SeededNormal normal, int? source, int? target)
    {
        var images = IdxImages.Read(Path.Combine(Data, "digits-images.idx3-ubyte.gz"));
        byte[] labels = DataFile.ReadAllBytes(Path.Combine(Data, "digits-labels.idx1-ubyte.gz"))[8..]; // behind the header
        float[][] rows = [.. Enumerable.Range(0, images.Count).Select(image => Shrink(images[image], images.Rows, images.Columns))];
        float[][] Class(int? label) => [.. rows.Where((_, image) => label is null || labels[image] == label)];
        float[][] sources = Class(source), targets = Class(target);
        return () => (
            Cloud(normal, () => sources[normal.Next(sources.Length)], 100), Cloud(normal, () => targets[normal.Next(targets.Length)], 100));
    }

    private static float[] Shrink(ReadOnlySpan<byte> pixels, int rows, int columns)
    {
        var means = new float[64];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                means[(i * 8 / rows * 8) + (j * 8 / columns)] += pixels[(i * columns) + j] * 64f / (rows * columns * 16f);
        }

        return means;
    }

    /// <summary>Smooth pictures as weights on a grid, here and there black.</summary>
    private static Func<(DiscreteMeasure Source, DiscreteMeasure Target)> Pictures(SeededNormal normal)
    {
        const int Side = 16;
        var grid = Support.Grid(Side, Side);
        DiscreteMeasure Picture()
        {
            var weights = new double[Side * Side];
            for (int blob = 0; blob < 4; blob++)
            {
                double y = Side * normal.NextDouble(), x = Side * normal.NextDouble(), width = 1 + (3 * normal.NextDouble()), height = normal.NextDouble();
                for (int k = 0; k < weights.Length; k++)
                    weights[k] += height * Math.Exp(-(Square((k / Side) - y) + Square((k % Side) - x)) / (2 * width * width));
            }

            double largest = weights.Max();
            return new DiscreteMeasure(grid, [.. weights.Select(weight => Math.Max(0, weight - (0.02 * largest)))]);
        }

        return () => (Picture(), Picture());
    }

    /// <summary>Some colours of a photograph, in another light.</summary>
    private static Func<(DiscreteMeasure Source, DiscreteMeasure Target)> Palettes(SeededNormal normal)
    {
        CsvTable[] palettes =
        [
            .. Directory.GetFiles(Path.Combine(Data, "palettes"), "*.csv").Where(file => Path.GetFileName(file) != "splits.csv").Order(StringComparer.Ordinal).Select(CsvTable.Read),
        ];
        DiscreteMeasure Palette()
        {
            CsvTable palette = palettes[normal.Next(palettes.Length)];
            float[] gain = [.. normal.Fill(3).Select(z => MathF.Exp(0.2f * z))];
            int[] kept = [.. Enumerable.Range(0, palette.Count).Where(_ => normal.NextDouble() < 0.3)];
            float[] colours = [.. kept.SelectMany(row => Enumerable.Range(0, 3).Select(channel => palette.Number(row, channel) * gain[channel]))];
            return new DiscreteMeasure(new Support(colours, 3), [.. kept.Select(row => palette.Number(row, 3))]);
        }

        return () => (Palette(), Palette());
    }

    /// <summary>Depots that deliver to towns: fixed places on the sphere, stock and demand by chance.</summary>
    private static Func<(DiscreteMeasure Source, DiscreteMeasure Target)> Supply(SeededNormal normal)
    {
        Support Places(int count) => new(
            [
                .. Enumerable.Range(0, count).SelectMany(_ =>
                {
                    float[] z = normal.Fill(3);
                    z[2] += 0.7f;
                    float length = MathF.Sqrt((z[0] * z[0]) + (z[1] * z[1]) + (z[2] * z[2]));
                    return (float[])[z[0] / length, z[1] / length, z[2] / length];
                }),
            ],
            3);
        Support depots = Places(60), towns = Places(300);
        DiscreteMeasure Draw(Support places) => new(places, [.. normal.Fill(places.Count).Select(z => Math.Exp(z))]);
        return () => (Draw(depots), Draw(towns));
    }

    private static double Square(double value) => value * value;
}
