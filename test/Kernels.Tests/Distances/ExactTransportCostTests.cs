namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class ExactTransportCostTests
{
    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(2, 2, 1)]
    [InlineData(3, 5, 2)]
    [InlineData(4, 7, 3)]
    [InlineData(5, 8, 1)]
    public void AgreesWithAllAssignments(int seed, int n, int d)
    {
        DiscreteMeasure source = Measures.Of(d, Measures.Normal(seed, n, d)), target = Measures.Of(d, Measures.Normal(seed + 100, n, d, 1));
        Assert.Equal(Measures.BruteForce(source, target), ExactTransportCost.Compute(source, target), 1e-9);
    }

    [Theory]
    [InlineData(1, 60, 60, 2, false)]
    [InlineData(2, 40, 90, 2, true)]
    [InlineData(3, 70, 33, 5, true)]
    [InlineData(4, 200, 150, 1, true)]
    [InlineData(5, 1, 30, 3, true)]
    [InlineData(6, 30, 1, 3, true)]
    public void ItsPotentialsProveItOptimal(int seed, int n, int m, int d, bool isWeighted)
    {
        var random = new Random(seed);
        DiscreteMeasure source = Cloud(Measures.Normal(seed, n, d), n), target = Cloud(Measures.Normal(seed + 1, m, d, 0.5), m);
        var workspace = new TransportCostBoundsWorkspace();
        double cost = ExactTransportCost.Compute(source, target, workspace);
        TransportSimplex simplex = workspace.Simplex!;
        int[] atoms = workspace.Source.Atoms, targets = workspace.Target.Atoms;
        double dual = 0;
        for (int i = 0; i < workspace.Source.Count; i++)
            dual += source.Weights[atoms[i]] * simplex.Potentials[i];
        for (int j = 0; j < workspace.Target.Count; j++)
            dual -= target.Weights[targets[j]] * simplex.Potentials[workspace.Source.Count + j];
        Assert.Equal(cost, dual, 1e-9 * cost);
        for (int i = 0; i < workspace.Source.Count; i++)
            for (int j = 0; j < workspace.Target.Count; j++)
            {
                double entry = Measures.Cost(source.Support[atoms[i]], target.Support[targets[j]]);
                Assert.True(simplex.Potentials[i] - simplex.Potentials[workspace.Source.Count + j] <= entry + 1e-9);
            }

        var bounds = TransportCostBounds.Compute(source, target);
        Assert.InRange(cost, bounds.Lower * (1 - 1e-9), bounds.Upper * (1 + 1e-9));

        DiscreteMeasure Cloud(double[] coordinates, int count) => isWeighted
            ? Measures.Weighted(d, coordinates, [.. Enumerable.Range(0, count).Select(k => k > 0 && k % 7 == 0 ? 0 : random.NextDouble() + 0.01)])
            : Measures.Of(d, coordinates);
    }

    [Fact]
    public void TiesOfAGridEndAtTheOptimum()
    {
        // Every cost is one of few numbers, and most pivots make no progress.
        var grid = Support.Grid(7, 7);
        double[] left = [.. Enumerable.Range(0, 49).Select(k => k % 7 < 3 ? 1.0 : 0)], right = [.. Enumerable.Range(0, 49).Select(k => k % 7 > 3 ? 1.0 : 0)];
        double cost = ExactTransportCost.Compute(new DiscreteMeasure(grid, left), new DiscreteMeasure(grid, right));
        Assert.Equal(16.0 / 36, cost, 1e-6);
    }

    [Fact]
    public void EqualMeasuresCostNothing()
    {
        DiscreteMeasure measure = Measures.Of(3, Measures.Normal(8, 50, 3));
        Assert.Equal(0, ExactTransportCost.Compute(measure, measure), 1e-12);
    }

    [Fact]
    public void TooManyAtomsAreRefusedWithTheirNumbers()
    {
        var many = new DiscreteMeasure(new Support(new float[9000], 1));
        string message = Assert.Throws<ArgumentException>(() => ExactTransportCost.Compute(many, many)).Message;
        Assert.Contains("9000", message, StringComparison.Ordinal);
    }
}
