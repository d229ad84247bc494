namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class BlockPartitionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    public void BlocksKeepMassAndMeanAndAreAsManyAsAsked(int d)
    {
        foreach (int n in new[] { 1, 2, 3, 7, 8, 9, 16, 33, 100, 257 })
        {
            foreach (int most in new[] { 1, 2, 5, 40, 300 })
            {
                DiscreteMeasure measure = Weighted(n, d, seed: n + most);
                var partition = new BlockPartition();
                partition.Compute(measure.Support, measure.Weights, most);
                Assert.Equal(Math.Min(most, n), partition.Count);
                Assert.Equal(1, partition.Masses.AsSpan(0, partition.Count).ToArray().Sum(), 1e-12);
                Assert.All(partition.Masses.AsSpan(0, partition.Count).ToArray(), mass => Assert.True(mass > 0));
                for (int k = 0; k < d; k++)
                {
                    double expected = Enumerable.Range(0, n).Sum(i => measure.Weights[i] * measure.Support[i][k]);
                    double actual = Enumerable.Range(0, partition.Count).Sum(b => partition.Masses[b] * partition.Points[(b * d) + k]);
                    Assert.Equal(expected, actual, 1e-6);
                }
            }
        }
    }

    /// <summary>A plain reference: on the line every block is a run of the sorted atoms.</summary>
    [Fact]
    public void OnTheLineBlocksAreRunsThatLeaveLittleMoreSpreadThanTheBestOnes()
    {
        const int N = 60, Most = 8;
        DiscreteMeasure measure = Weighted(N, 1, seed: 5);
        var partition = new BlockPartition();
        partition.Compute(measure.Support, measure.Weights, Most);
        (float Position, double Weight)[] atoms = [.. Enumerable.Range(0, N).Select(i => (measure.Support[i][0], measure.Weights[i])).OrderBy(atom => atom.Item1)];
        double left = 0;
        int next = 0;
        foreach (int block in Enumerable.Range(0, Most).OrderBy(block => partition.Points[block]))
        {
            double mass = 0, mean = 0;
            int start = next;
            for (; next < N && mass < partition.Masses[block] - 1e-9; next++)
            {
                mass += atoms[next].Weight;
                mean += atoms[next].Weight * atoms[next].Position;
            }

            Assert.Equal(partition.Masses[block], mass, 1e-9);
            Assert.Equal(partition.Points[block], mean / mass, 1e-5);
            left += Spread(atoms[start..next]);
        }

        Assert.InRange(left, 0, 1.5 * BestSpread(atoms, Most));
    }

    [Fact]
    public void AtomsAtOnePlaceStayTogetherAndThoseWithoutMassDoNotCount()
    {
        float[] coordinates = [.. Enumerable.Range(0, 50).SelectMany(i => (float[])[i % 3, 1e6f + (i % 3)])];
        double[] weights = [.. Enumerable.Range(0, 50).Select(i => i < 30 ? 1.0 + i : 0)];
        var measure = new DiscreteMeasure(new Support(coordinates, 2), weights);
        var partition = new BlockPartition();
        partition.Compute(measure.Support, measure.Weights, 20);
        Assert.Equal(3, partition.Count);
        Assert.Equal([0f, 1, 2], Enumerable.Range(0, 3).Select(block => MathF.Round(partition.Points[2 * block], 5)).Order());
        partition.Compute(new Support(new float[100], 2), new DiscreteMeasure(new Support(new float[100], 2)).Weights, 20);
        Assert.Equal(1, partition.Count);
    }

    private static double BestSpread((float Position, double Weight)[] atoms, int blocks)
    {
        double[] best = [.. Enumerable.Range(0, atoms.Length + 1).Select(end => end == 0 ? 0 : double.PositiveInfinity)];
        for (int block = 0; block < blocks; block++)
            best = [.. Enumerable.Range(0, atoms.Length + 1).Select(end => Enumerable.Range(0, end + 1).Min(start => best[start] + Spread(atoms[start..end])))];
        return best[^1];
    }

    private static double Spread((float Position, double Weight)[] atoms)
    {
        double mass = atoms.Sum(atom => atom.Weight), mean = mass > 0 ? atoms.Sum(atom => atom.Weight * atom.Position) / mass : 0;
        return atoms.Sum(atom => atom.Weight * (atom.Position - mean) * (atom.Position - mean));
    }

    private static DiscreteMeasure Weighted(int n, int d, int seed)
    {
        double[] weights = [.. Measures.Normal(seed + 1, n, 1).Select(Math.Exp)];
        return new DiscreteMeasure(new Support([.. Measures.Normal(seed, n, d).Select(x => (float)x)], d), weights);
    }
}
