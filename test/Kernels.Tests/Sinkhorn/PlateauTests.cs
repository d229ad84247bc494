namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Costs a million epsilons apart: violations stay the same over many sweeps, and acceleration must not lose what there was.</summary>
public class PlateauTests
{
    private static readonly float[] Source = [-8.788554f, -23.69943f, -28.593374f, -305.1506f, -185.53961f, 186.87947f, -156.70195f, 94.10138f];
    private static readonly float[] SourceWeights = [0.57222617f, 0.35557067f, 1.0252503f, 0.74360067f, 0.97893393f, 0.58011204f, 0.5515956f, 0.5415944f];
    private static readonly float[] Target = [780.5226f, 498.59988f, 250.534f, 42.4046f, 382.85446f];
    private static readonly float[] TargetWeights = [0.34343573f, 0.61232156f, 0.8261212f, 0.20036802f, 0.2813881f];

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public void MoreSweepsAreNeverWorseAndTheMassStaysOne(float scale)
    {
        var source = new DiscreteMeasure(new Support([.. Source.Select(x => x * scale)], 1), SourceWeights);
        var target = new DiscreteMeasure(new Support([.. Target.Select(x => x * scale)], 1), TargetWeights);
        var problem = new TransportProblem(source, target, GroundCost.SquaredEuclidean, 0.05);
        double best = double.PositiveInfinity;
        foreach (int sweeps in (int[])[1, 2, 5, 10, 20, 50, 100, 300, 1000])
        {
            EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { MaximumSweeps = sweeps }).Solve(problem);
            Certificate certificate = solution.Certify();
            Assert.InRange(certificate.MarginalViolation, 0, best + 1e-3);
            Assert.Equal(certificate.MarginalViolation, solution.MarginalViolation, 1e-3);
            Assert.Equal(1, solution.Coupling().Mass, 1e-3);
            best = Math.Min(best, certificate.MarginalViolation);
        }
    }
}
