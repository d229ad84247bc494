namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class BisectionCouplingTests
{
    [Theory]
    [InlineData(1, 40, 70, 2)]
    [InlineData(2, 70, 40, 3)]
    [InlineData(3, 64, 64, 1)]
    [InlineData(4, 50, 51, 20)]
    [InlineData(5, 1, 9, 2)]
    [InlineData(6, 9, 1, 2)]
    public void MarginalsAreTheWeightsAndEntriesAreFew(int seed, int n, int m, int d)
    {
        (DiscreteMeasure source, DiscreteMeasure target) = Pair(seed, n, m, d);
        var coupling = BisectionCoupling.Compute(source, target);
        var columns = new double[m];
        double cost = 0;
        Assert.Equal(n, coupling.SourceCount);
        Assert.Equal(m, coupling.TargetCount);
        for (int i = 0; i < n; i++)
        {
            double row = 0;
            for (int e = coupling.RowStarts[i]; e < coupling.RowStarts[i + 1]; e++)
            {
                int j = coupling.Columns[e];
                Assert.True(e == coupling.RowStarts[i] || j > coupling.Columns[e - 1]);
                Assert.True(coupling.Masses[e] > 0);
                row += coupling.Masses[e];
                columns[j] += coupling.Masses[e];
                cost += coupling.Masses[e] * Measures.Cost(source.Support[i], target.Support[j]);
            }

            Assert.Equal(source.Weights[i], row, 1e-15);
        }

        for (int j = 0; j < m; j++)
            Assert.Equal(target.Weights[j], columns[j], 1e-15);
        Assert.InRange(coupling.Count, Math.Max(Atoms(source), Atoms(target)), Atoms(source) + Atoms(target) - 1);
        Assert.Equal(cost, coupling.Cost, 1e-12 * cost);
        Assert.Equal(TransportCostBounds.Compute(source, target).Upper, coupling.Cost, 1e-10 * cost);
    }

    [Fact]
    public void OnTheLineItIsTheOptimalCoupling()
    {
        DiscreteMeasure source = Measures.Of(1, Measures.Normal(1, 64, 1));
        DiscreteMeasure target = Measures.Of(1, Measures.Normal(2, 64, 1, 2));
        var coupling = BisectionCoupling.Compute(source, target);
        Assert.Equal(64, coupling.Count);
        Assert.Equal(UnivariateWasserstein.Compute(source, target), coupling.Cost, 1e-12);
    }

    [Fact]
    public void TheEntropicTermIsThatOfTheCoupling()
    {
        const double epsilon = 1e-9;
        (DiscreteMeasure source, DiscreteMeasure target) = Pair(7, 20, 33, 2);
        var options = new TransportCostBoundsOptions { AdditionalFrames = 0, Epsilon = epsilon };
        var coupling = BisectionCoupling.Compute(source, target, options);
        var bounds = TransportCostBounds.Compute(source, target, options);
        double divergence = 0;
        for (int i = 0; i < 20; i++)
            for (int e = coupling.RowStarts[i]; e < coupling.RowStarts[i + 1]; e++)
                divergence += coupling.Masses[e] * Math.Log(coupling.Masses[e] / (source.Weights[i] * target.Weights[coupling.Columns[e]]));
        Assert.Equal(coupling.Cost, bounds.EntropicCost, 1e-12);
        Assert.Equal(divergence, bounds.EntropicPenalty / epsilon, 1e-10);
    }

    [Theory]
    [InlineData(2, 0.02)]
    [InlineData(2, 0.5)]
    [InlineData(5, 1.0)]
    public void TheEntropicValueIsBetweenItsBounds(int d, double epsilon)
    {
        for (int seed = 0; seed < 5; seed++)
        {
            (DiscreteMeasure source, DiscreteMeasure target) = Pair(seed, 40, 30, d);
            var problem = new TransportProblem(source, target, GroundCost.SquaredEuclidean, epsilon);
            EntropicSolution solution = new SinkhornSolver().Solve(problem);
            double value = 0;
            for (int i = 0; i < 40; i++)
                value += source.Weights[i] * solution.SourcePotential[i];
            for (int j = 0; j < 30; j++)
                value += target.Weights[j] * solution.TargetPotential[j];
            var bounds = TransportCostBounds.Compute(source, target, new TransportCostBoundsOptions { Epsilon = epsilon });
            Assert.InRange(value, bounds.Lower, bounds.EntropicUpper * (1 + 1e-4));
            Assert.InRange(bounds.EntropicValueEstimate, bounds.Lower, bounds.EntropicUpper);
            Assert.InRange(bounds.EntropicCostEstimate, bounds.Lower, bounds.Product);
        }
    }

    [Fact]
    public void LargeEpsilonLeavesTheProductCoupling()
    {
        (DiscreteMeasure source, DiscreteMeasure target) = Pair(3, 40, 30, 3);
        var bounds = TransportCostBounds.Compute(source, target, new TransportCostBoundsOptions { Epsilon = 1e6 });
        Assert.Equal(bounds.Product, bounds.EntropicUpper, 1e-6 * bounds.Product);
        Assert.True(bounds.Upper < bounds.Product);
    }

    private static (DiscreteMeasure Source, DiscreteMeasure Target) Pair(int seed, int n, int m, int d) =>
        (Measures.Weighted(d, Measures.Normal(seed, n, d), Weights(n, 3)), Measures.Weighted(d, Measures.Normal(seed + 100, m, d, 0.5), Weights(m, 5)));

    /// <summary>Uneven weights, some of them zero.</summary>
    private static double[] Weights(int count, int step) =>
        [.. Enumerable.Range(0, count).Select(i => count == 1 ? 1 : i * step % 7 / 3.0)];

    private static int Atoms(DiscreteMeasure measure)
    {
        int count = 0;
        foreach (double weight in measure.Weights)
            count += weight > 0 ? 1 : 0;
        return count;
    }
}
