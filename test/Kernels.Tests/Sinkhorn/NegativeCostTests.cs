namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Costs may be negative, and a hundred epsilons below zero.</summary>
public class NegativeCostTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(60)]
    [InlineData(120)]
    [InlineData(400)]
    public void ReturnsSolveLikeCosts(double largestExponent)
    {
        const int N = 17, M = 82;
        var random = new Random(1);
        float[] costs = [.. Enumerable.Range(0, N * M).Select(_ => random.NextSingle() - 0.5f)];
        double epsilon = 0.5 / largestExponent;
        var source = new Support([.. Enumerable.Range(0, N).Select(i => (float)i)], 1);
        var target = new Support([.. Enumerable.Range(0, M).Select(j => (float)j)], 1);
        double[] cost = [.. new[] { 0f, 0.5f }.Select(shift => Solve(costs, shift))];
        Assert.Equal(cost[0], cost[1] - 0.5, 1e-4);

        double Solve(float[] values, float shift)
        {
            var geometry = new Geometry(source, target, GroundCost.FromMatrix([.. values.Select(v => v + shift)], N, M));
            var problem = new TransportProblem(geometry, new DiscreteMeasure(source), new DiscreteMeasure(target), epsilon);
            EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9, MaximumSweeps = 20_000 }).Solve(problem);
            Certificate certificate = solution.Certify();
            Assert.Equal(ExitReason.Converged, solution.ExitReason);
            Assert.InRange(certificate.MarginalViolation, 0, 1.1e-9);
            return certificate.TransportCost;
        }
    }
}
