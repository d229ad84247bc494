namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class MeasureSketchesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(40)]
    public void SketchesAreBelowTheCostsAndAgreeWithPlainLoops(int d)
    {
        DiscreteMeasure[] measures = Cloud.Many(6, d);
        var directions = SketchDirections.Create(d, 1);
        var sketches = MeasureSketches.Create(measures, directions, MassCells.Create(measures, measures, 1), 2);
        Assert.Equal(0, directions.Count % d);
        for (int i = 0; i < measures.Length; i++)
            for (int j = 0; j < measures.Length; j++)
            {
                SketchFeatures features = sketches.Compare(i, sketches, j);
                double exact = ExactTransportCost.Compute(measures[i], measures[j]);
                Assert.True(MeasureSketches.LowerBound(in features) <= exact * (1 + 1e-12), $"{i}, {j}: {features} against {exact}");
                Assert.InRange(features.MeanShift + features.Upper, exact * (1 - 1e-6), double.PositiveInfinity);
                Assert.InRange(features.Upper, features.CellsLeast, features.Product);
                Assert.InRange(features.CellsMean, features.CellsLeast, double.PositiveInfinity);
                (double frame, double mean) = Reference(measures[i], measures[j], directions);
                Assert.Equal(frame, features.Frame, 1e-5 * (features.Product + 1));
                Assert.Equal(mean, features.Mean, 1e-5 * (features.Product + 1));
            }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(70)]
    public void CellsAreHalvesOfHalves(int d)
    {
        DiscreteMeasure[] measures = [.. Cloud.Many(4, d), Measures.Of(d, Measures.Normal(9, 1, d)), Measures.Of(d, Measures.Normal(8, 3, d))];
        var cells = MassCells.Create(measures, measures, 1);
        var workspace = new SketchWorkspace();
        foreach (DiscreteMeasure measure in measures)
        {
            var means = new float[cells.Length];
            var scatter = new double[cells.Frames];
            workspace.Atoms.Load(measure);
            workspace.Atoms.Center(measure.Support, withCovariance: false);
            cells.Write(workspace.Atoms, workspace, means, scatter);
            for (int r = 0; r < cells.Frames; r++)
            {
                double[] frame = cells.Vectors.Slice(r * d * d, d * d).ToArray(), mean = workspace.Atoms.Mean[..d];
                int[] axes = cells.Axes.Slice(r * cells.Depth, cells.Depth).ToArray();
                List<(double[] Place, double Mass)> atoms = [.. Enumerable.Range(0, measure.Count).Select(i => (
                    Enumerable.Range(0, d).Select(k => Enumerable.Range(0, d).Sum(l => frame[(k * d) + l] * (measure.Support[i][l] - mean[l]))).ToArray(), measure.Weights[i] / measure.Weights.ToArray().Sum()))];
                List<double[]> expected = [];
                Halve(atoms, 0, axes, expected);
                float[] found = means[(r * cells.FrameLength)..((r + 1) * cells.FrameLength)];
                Assert.Equal(found.Length, expected.Sum(c => c.Length));
                double between = expected.Sum(c => c.Sum(x => x * x)) / expected.Count;
                Assert.Equal(workspace.Atoms.Trace, between + scatter[r], 1e-5 * (workspace.Atoms.Trace + 1e-9));
                Assert.All(expected.SelectMany(c => c).Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
            }
        }

        static void Halve(List<(double[] Place, double Mass)> atoms, int depth, int[] axes, List<double[]> cells)
        {
            double mass = atoms.Sum(a => a.Mass), passed = 0;
            if (depth == axes.Length)
            {
                cells.Add([.. Enumerable.Range(0, atoms[0].Place.Length).Select(k => atoms.Sum(a => a.Mass * a.Place[k]) / mass)]);
                return;
            }

            List<(double[] Place, double Mass)> lower = [], upper = [];
            foreach ((double[] place, double atom) in atoms.OrderBy(a => a.Place[axes[depth]]))
            {
                double low = Math.Clamp((mass / 2) - passed, 0, atom);
                passed += atom;
                if (low > 1e-12)
                    lower.Add((place, low));
                if (atom - low > 1e-12)
                    upper.Add((place, atom - low));
            }

            Halve(lower, depth + 1, axes, cells);
            Halve(upper, depth + 1, axes, cells);
        }
    }

    [Fact]
    public void OneAtomIsItsPlace()
    {
        var sketches = MeasureSketches.Create([Measures.Of(2, 1, 2), Measures.Of(2, 4, 6)], SketchDirections.Create(2, 1), cells: null, 1);
        SketchFeatures features = sketches.Compare(0, sketches, 1);
        Assert.Equal(25, features.MeanShift, 1e-12);
        Assert.Equal(0, features.Product);
        Assert.Equal(25, MeasureSketches.LowerBound(in features), 1e-3);
    }

    /// <summary>The largest sum over a frame and the mean one, of cell means by definition: many equal slivers of mass, sorted by place.</summary>
    private static (double Frame, double Mean) Reference(DiscreteMeasure source, DiscreteMeasure target, SketchDirections directions)
    {
        int d = directions.Dimension;
        double largest = 0, sum = 0;
        for (int frame = 0; frame < directions.Count / d; frame++)
        {
            double cost = 0;
            for (int k = 0; k < d; k++)
            {
                double[] direction = directions.Vectors.Slice(((frame * d) + k) * d, d).ToArray(), x = Cells(source, direction), y = Cells(target, direction);
                cost += x.Zip(y, (a, b) => (a - b) * (a - b)).Average();
            }

            largest = Math.Max(largest, cost);
            sum += cost;
        }

        return (largest, sum * d / directions.Count);
    }

    private static double[] Cells(DiscreteMeasure measure, double[] direction)
    {
        (double Place, double Mass)[] atoms = [.. Enumerable.Range(0, measure.Count)
            .Select(i => (Place: measure.Support[i].ToArray().Zip(direction, (x, y) => x * y).Sum(), Mass: measure.Weights[i])).OrderBy(a => a.Place)];
        double mean = atoms.Sum(a => a.Place * a.Mass);
        var cells = new double[SketchDirections.Levels];
        for (int k = 0; k < cells.Length; k++)
        {
            double from = (double)k / cells.Length, to = (k + 1.0) / cells.Length, passed = 0;
            foreach ((double place, double mass) in atoms)
            {
                cells[k] += Math.Max(0, Math.Min(to, passed + mass) - Math.Max(from, passed)) * (place - mean) * cells.Length;
                passed += mass;
            }
        }

        return cells;
    }
}

/// <summary>Clouds of unequal sizes, some weighted.</summary>
internal static class Cloud
{
    public static DiscreteMeasure[] Many(int count, int d, int atoms = 40) => [.. Enumerable.Range(0, count).Select(k =>
    {
        var random = new Random(k + 50);
        int n = atoms + (3 * (k % 5));
        double[] coordinates = Measures.Normal(k + 1, n, d, 0.7 * (k % 4));
        return k % 2 == 0 ? Measures.Of(d, coordinates) : Measures.Weighted(d, coordinates, [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() + 0.1)]);
    })];
}
