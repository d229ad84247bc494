namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>The random Fourier features against cosines of the standardised points computed one by one.</summary>
public class RandomFourierTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 70)]
    [InlineData(3, 33)]
    [InlineData(20, 24)]
    public void TheyAreCosinesOfTheStandardisedSource(int dimension, int atoms)
    {
        TransportProblem problem = RandomPairs.Create(1, dimension, 0.3, 17, atoms: atoms)[0];
        var features = PotentialFeatures.Create(
            FeatureOptions.SlicesOnly(1) with { RandomFourierFeatures = 9 }, dimension, GroundCost.SquaredEuclidean);
        var block = (RandomFourierBlock)features.FeatureBlocks[^1];
        int n = problem.SourceCount, offset = features.Blocks[^1].Offset;
        var columns = new double[features.Count * n];
        features.Compute(problem, columns);

        (double[] mean, double scale) = Standard(problem.Source);
        var expected = new double[n];
        for (int k = 0; k < block.Count; k++)
        {
            for (int i = 0; i < n; i++)
            {
                double angle = block.Phases[k];
                for (int l = 0; l < dimension; l++)
                    angle += block.Frequencies[(k * dimension) + l] * (problem.Source.Support[i][l] - mean[l]) * scale;
                expected[i] = Math.Cos(angle);
            }

            Centering.Apply(problem.Source.Weights, expected);
            RandomPairs.AssertClose(expected, columns.AsSpan((offset + k) * n, n), 1e-13);
        }
    }

    private static (double[] Mean, double Scale) Standard(DiscreteMeasure source)
    {
        int d = source.Dimension;
        var mean = new double[d];
        double variance = 0;
        for (int k = 0; k < d; k++)
        {
            for (int i = 0; i < source.Count; i++)
                mean[k] += source.Weights[i] * source.Support[i][k];
            for (int i = 0; i < source.Count; i++)
                variance += source.Weights[i] * Math.Pow(source.Support[i][k] - mean[k], 2) / d;
        }

        return (mean, 1 / Math.Sqrt(variance));
    }
}
