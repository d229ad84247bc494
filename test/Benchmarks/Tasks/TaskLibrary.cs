using Samples.Shared;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>The tasks that all figures are about, from the data in samples/data.</summary>
internal static class TaskLibrary
{
    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "data");

    /// <summary>Pairs of handwritten digits on their grid: the first pairs of the list to learn from, pair 701 and the following to predict.</summary>
    public static TransportTask Digits(int train = 50, int test = 100, int firstTest = 700)
    {
        ImagePairs pairs = new(Path.Combine(Data, "digits-images.idx3-ubyte.gz"), Path.Combine(Data, "digits-pairs.csv"));
        var grid = Support.Grid(pairs.Rows, pairs.Columns);
        Geometry geometry = new(grid, grid, GroundCost.SquaredEuclidean);
        TransportProblem[] Problems(int first, int count) =>
            [.. pairs.Take(first, count).Select(pair => new TransportProblem(geometry, new DiscreteMeasure(grid, pair.Source), new DiscreteMeasure(grid, pair.Target), 0.01))];
        return new TransportTask("digits", GroundCost.SquaredEuclidean, 0.01, Problems(0, train), Problems(firstTest, test));
    }

    /// <summary>Palettes of photographs, 500 colours each.</summary>
    public static TransportTask Colours(double epsilon, string split)
    {
        var splits = CsvTable.Read(Path.Combine(Data, "palettes", "splits.csv"));
        Dictionary<string, DiscreteMeasure> palettes = [];
        DiscreteMeasure Palette(string name) => palettes.TryGetValue(name, out DiscreteMeasure? known) ? known : palettes[name] = ReadPalette(name);
        TransportProblem[] Problems(string role) =>
        [
            .. Enumerable.Range(0, splits.Count)
                .Where(row => splits.Text(row, splits.Column("split")) == split && splits.Text(row, splits.Column("role")) == role)
                .Select(row => new TransportProblem(
                    Palette(splits.Text(row, splits.Column("source"))), Palette(splits.Text(row, splits.Column("target"))),
                    GroundCost.SquaredEuclidean, epsilon)),
        ];
        return new TransportTask(FormattableString.Invariant($"colours {epsilon} {split}"), GroundCost.SquaredEuclidean, epsilon, Problems("train"), Problems("test"));
    }

    /// <summary>Supply of 100 cities to 10,000 cities on the sphere; weights are drawn, the demand in proportion to the population.</summary>
    public static TransportTask Sphere(double epsilon, int train = 20, int test = 10)
    {
        var table = CsvTable.Read(Path.Combine(Data, "cities_top10000.csv"));
        var points = new float[3 * table.Count];
        var population = new double[table.Count];
        for (int row = 0; row < table.Count; row++)
        {
            (double sinLatitude, double cosLatitude) = Math.SinCos(table.Number(row, table.Column("lat")) * Math.PI / 180);
            (double sinLongitude, double cosLongitude) = Math.SinCos(table.Number(row, table.Column("lon")) * Math.PI / 180);
            points[3 * row] = (float)(cosLatitude * cosLongitude);
            points[(3 * row) + 1] = (float)(cosLatitude * sinLongitude);
            points[(3 * row) + 2] = (float)sinLatitude;
            population[row] = table.Number(row, table.Column("population"));
        }

        float[] supplyPoints = [.. DataFile.ReadAllLines(Path.Combine(Data, "supply_indices.csv")).SelectMany(line => points[(3 * int.Parse(line))..((3 * int.Parse(line)) + 3)])];
        Support supply = new(supplyPoints, 3), demand = new(points, 3);
        Geometry geometry = new(supply, demand, GroundCost.SphereArc);
        Random random = new(7);
        TransportProblem Problem()
        {
            double[] a = [.. Enumerable.Range(0, supply.Count).Select(_ => random.NextDouble())];
            double[] b = [.. population.Select(people => people * random.NextDouble())];
            return new TransportProblem(geometry, new DiscreteMeasure(supply, a), new DiscreteMeasure(demand, b), epsilon);
        }

        TransportProblem[] Problems(int count) => [.. Enumerable.Range(0, count).Select(_ => Problem())];
        return new TransportTask(FormattableString.Invariant($"sphere {epsilon}"), GroundCost.SphereArc, epsilon, Problems(train), Problems(test));
    }

    /// <summary>Mini-batches of 512 points in the plane: a standard Gaussian to a ring of eight.</summary>
    public static TransportTask MiniBatches(double epsilon, int train = 50, int test = 10)
    {
        SeededNormal normal = new(11);
        DiscreteMeasure Gaussian() => new(new Support(normal.Fill(2 * 512), 2));
        DiscreteMeasure Ring()
        {
            float[] points = normal.Fill(2 * 512);
            for (int k = 0; k < 512; k++)
            {
                (double sin, double cos) = Math.SinCos(2 * Math.PI * normal.Next(8) / 8);
                points[2 * k] = (float)(5 * cos) + (0.316f * points[2 * k]);
                points[(2 * k) + 1] = (float)(5 * sin) + (0.316f * points[(2 * k) + 1]);
            }

            return new DiscreteMeasure(new Support(points, 2));
        }

        TransportProblem[] Problems(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => new TransportProblem(Gaussian(), Ring(), GroundCost.SquaredEuclidean, epsilon))];
        return new TransportTask(FormattableString.Invariant($"mini-batches {epsilon}"), GroundCost.SquaredEuclidean, epsilon, Problems(train), Problems(test));
    }

    private static DiscreteMeasure ReadPalette(string name)
    {
        var table = CsvTable.Read(Path.Combine(Data, "palettes", name + ".csv"));
        float[] colours = new float[3 * table.Count], weights = new float[table.Count];
        for (int row = 0; row < table.Count; row++)
        {
            for (int channel = 0; channel < 3; channel++)
                colours[(3 * row) + channel] = table.Number(row, channel);
            weights[row] = table.Number(row, 3);
        }

        return new DiscreteMeasure(new Support(colours, 3), weights);
    }
}
