namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class UnbalancedSamplingTests
{
    [Fact]
    public void MatchesAreDrawnFromTheMassThatIsMoved()
    {
        TransportProblem problem = UnbalancedClouds.WithOutliers(1, 40, 0.25, 0.2, MassPenalty.Absolute(0.5), out bool[] isOutlier);
        EntropicSolution solution = new SinkhornSolver().Solve(problem);
        var leaving = new double[40];
        solution.Coupling().SourceMarginal(leaving);
        double mass = leaving.Sum();
        const int Count = 200_000;
        var sampler = new CouplingSampler(new MatchOptions { Count = Count });
        sampler.Sample(solution);
        var drawn = new int[40];
        foreach (int i in sampler.Sources)
            drawn[i]++;
        for (int i = 0; i < 40; i++)
            Assert.Equal(leaving[i] / mass, (double)drawn[i] / Count, (5 * Math.Sqrt(leaving[i] / mass / Count)) + 1e-6);
        foreach (int j in sampler.Targets)
            Assert.False(isOutlier[j]);
    }
}
