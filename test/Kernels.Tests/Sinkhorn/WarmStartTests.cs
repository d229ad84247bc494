namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Starts that are near the solution, that are far from it, and sweeps that end where one precision gives way to the next.</summary>
public class WarmStartTests
{
    [Fact]
    public void AFarStartAtSmallEpsilonLosesNoRow()
    {
        var source = new DiscreteMeasure(new Support([21.312548f, -8.848043f, 101.6895f, -644.779f, -206.37688f, -300.66818f], 2));
        var target = new DiscreteMeasure(new Support([93.74569f, 433.89212f, 798.9258f, 910.54297f], 2));
        var problem = new TransportProblem(source, target, GroundCost.SquaredEuclidean, 0.05);
        var start = new double[3];
        AmortizedCouplingModel.Untrained(GroundCost.SquaredEuclidean, 2, 0.05, FeatureOptions.SlicesOnly(8, DirectionScheme.Even, 1)).PredictSourcePotential(problem, start);
        foreach (int sweeps in (int[])[1, 2, 5, 20, 100])
        {
            EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { MaximumSweeps = sweeps }).Solve(problem, start);
            Assert.Equal(1, solution.Coupling().Mass, 1e-5);
        }
    }

    [Fact]
    public void AnyNumberOfSweepsGivesAnAnswer()
    {
        var random = new Random(5);
        for (int k = 0; k < 200; k++)
        {
            TransportProblem problem = RandomProblem(random);
            var start = new double[problem.SourceCount];
            AmortizedCouplingModel.Untrained(GroundCost.SquaredEuclidean, 2, problem.Epsilon, FeatureOptions.SlicesOnly(8, DirectionScheme.Even, 1)).PredictSourcePotential(problem, start);
            for (int sweeps = 1; sweeps < 15; sweeps++)
            {
                EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { MaximumSweeps = sweeps }).Solve(problem, start);
                Assert.NotEqual(ExitReason.NumericalFailure, solution.ExitReason);
                Assert.InRange(solution.Sweeps, 1, sweeps);
                Assert.Equal(1, solution.Coupling().Mass, 1e-5);
            }
        }
    }

    private static TransportProblem RandomProblem(Random random)
    {
        int n = random.Next(1, 5), m = random.Next(1, 5);
        var source = new DiscreteMeasure(new Support([.. Enumerable.Range(0, 2 * n).Select(_ => random.NextSingle())], 2));
        var target = new DiscreteMeasure(new Support([.. Enumerable.Range(0, 2 * m).Select(_ => random.NextSingle())], 2));
        return new TransportProblem(source, target, GroundCost.SquaredEuclidean, 0.1);
    }
}
