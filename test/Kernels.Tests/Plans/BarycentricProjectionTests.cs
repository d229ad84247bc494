
namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class BarycentricProjectionTests
{
    [Fact]
    public void AgreesWithTheScalarReference()
    {
        foreach ((int dimension, double zeroShare) in new[] { (1, 0.0), (2, 0.5), (3, 0.1), (9, 0.3) })
        {
            TransportProblem problem = Problems.Random(dimension, 21, 34, dimension, 0.05, zeroShare);
            double[] g = Problems.Potential(1, 34, 0.1);
            double[] f = ScalarReference.ToSource(problem, g);
            var projected = new float[21 * dimension];
            BarycentricProjection.Compute(problem, f, g, projected);
            for (int i = 0; i < 21; i++)
                for (int k = 0; k < dimension; k++)
                {
                    double sum = 0;
                    for (int j = 0; j < 34; j++)
                    {
                        double conditional = problem.Target.Weights[j] * Math.Exp((f[i] + g[j] - ScalarReference.Cost(problem, i, j)) / problem.Epsilon);
                        sum += conditional * problem.Target.Support[j][k];
                    }

                    Assert.Equal(sum, projected[(i * dimension) + k], 1e-6);
                }
        }
    }

    [Fact]
    public void SmallEpsilonBetweenEqualMeasuresLeavesPointsWhereTheyAre()
    {
        var random = new Random(1);
        var support = new Support(Enumerable.Range(0, 60).Select(_ => random.NextSingle()).ToArray(), 2);
        var measure = new DiscreteMeasure(support);
        var problem = new TransportProblem(measure, measure, GroundCost.SquaredEuclidean, 1e-6);
        EntropicSolution solution = new SinkhornSolver().Solve(problem);
        var projected = new float[60];
        solution.TransportedSource(projected);
        for (int k = 0; k < 60; k++)
            Assert.Equal(support.Coordinates[k], projected[k], 1e-4f);
    }
}
