namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class GaussianPotentialTests
{
    private static readonly FeatureOptions GaussianOnly = FeatureOptions.SlicesOnly(1) with { GaussianPotential = true };

    [Fact]
    public void OnTheLineItIsTheBuresPotential()
    {
        double[] f = Potential([-1, 0, 2, 5], [0.25, 0.25, 0.25, 0.25], [3, 4, 9], [0.5, 0.25, 0.25], 1, 1e-12, out double[] a);
        double sourceMean = 1.5, targetMean = 4.75;
        double slope = Math.Sqrt(((0.5 * 9) + (0.25 * 16) + (0.25 * 81) - (targetMean * targetMean)) / (((1 + 4 + 25) / 4.0) - (sourceMean * sourceMean)));
        double[] expected = [.. new double[] { -1, 0, 2, 5 }.Select(x => ((1 - slope) * (x - sourceMean) * (x - sourceMean)) + (2 * x * (sourceMean - targetMean)))];
        Centering.Apply(a, expected);
        RandomPairs.AssertClose(expected, f, 1e-6);
    }

    [Fact]
    public void ItsGradientMapsOneCovarianceToTheOther()
    {
        // f is quadratic: second differences on a lattice give I - A, and A Sigma_a A = Sigma_b is what makes A the optimal map.
        var generator = new SeededGenerator(3);
        float[] source = [0, 0, 1, 0, 0, 1, 1, 1, 2, 0, 0, 2];
        var target = new float[16];
        for (int k = 0; k < target.Length; k++)
            target[k] = (float)generator.NextNormal();
        double[] f = Potential(source, [0.3, 0.2, 0.1, 0.1, 0.1, 0.2], target, [.. Enumerable.Repeat(1.0 / 8, 8)], 2, 1e-12, out _);
        double[,] slope =
        {
            { 1 - ((f[4] - (2 * f[1]) + f[0]) / 2), -(f[3] - f[1] - f[2] + f[0]) / 2 },
            { -(f[3] - f[1] - f[2] + f[0]) / 2, 1 - ((f[5] - (2 * f[2]) + f[0]) / 2) },
        };
        double[] sourceCovariance = Covariance(source, [0.3, 0.2, 0.1, 0.1, 0.1, 0.2]);
        double[] targetCovariance = Covariance(target, [.. Enumerable.Repeat(1.0 / 8, 8)]);
        for (int i = 0; i < 2; i++)
        {
            for (int j = 0; j < 2; j++)
            {
                double mapped = 0;
                for (int k = 0; k < 2; k++)
                {
                    for (int l = 0; l < 2; l++)
                        mapped += slope[i, k] * sourceCovariance[(k * 2) + l] * slope[l, j];
                }

                Assert.Equal(targetCovariance[(i * 2) + j], mapped, 5);
            }
        }
    }

    [Fact]
    public void ItSolvesTheEntropicProblemOfTwoGaussians()
    {
        // Finely discretised Gaussians: the entropic potential is the quadratic that the block computes.
        const int Atoms = 161;
        float[] x = new float[Atoms], y = new float[Atoms];
        double[] a = new double[Atoms], b = new double[Atoms];
        for (int k = 0; k < Atoms; k++)
        {
            double z = (k - 80) / 16.0;
            x[k] = (float)z;
            y[k] = (float)(0.7 + (1.6 * z));
            a[k] = b[k] = Math.Exp(-z * z / 2);
        }

        var source = new DiscreteMeasure(new Support(x, 1), a);
        var target = new DiscreteMeasure(new Support(y, 1), b);
        var problem = new TransportProblem(source, target, GroundCost.SquaredEuclidean, 1.5);
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9 }).Solve(problem);
        var features = PotentialFeatures.Create(GaussianOnly, 1, GroundCost.SquaredEuclidean);
        var f = new double[Atoms];
        features.AddTo(problem, [0, 1], f);
        for (int k = 32; k <= 128; k++)
            Assert.Equal(solution.SourcePotential[k], f[k], 3);
    }

    private static double[] Covariance(float[] points, double[] weights)
    {
        var moments = new MeasureMoments();
        moments.Center(new Support(points, 2), weights);
        moments.ComputeCovariance(weights);
        return moments.Covariance;
    }

    private static double[] Potential(float[] x, double[] a, float[] y, double[] b, int dimension, double epsilon, out double[] weights)
    {
        var source = new DiscreteMeasure(new Support(x, dimension), a);
        var target = new DiscreteMeasure(new Support(y, dimension), b);
        var problem = new TransportProblem(source, target, GroundCost.SquaredEuclidean, epsilon);
        var features = PotentialFeatures.Create(GaussianOnly, dimension, GroundCost.SquaredEuclidean);
        var f = new double[a.Length];
        features.AddTo(problem, [0, 1], f);
        weights = a;
        return f;
    }
}
